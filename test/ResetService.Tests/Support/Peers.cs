namespace ResetService.Tests.Support;

/// <summary>Programs of others that the service must get on with.</summary>
internal static class Peers
{
    /// <summary>Debian's, for which Debian's Django and its libraries are installed; any other that stands first in the path has none.</summary>
    public const string Python = "/usr/bin/python3";
}
