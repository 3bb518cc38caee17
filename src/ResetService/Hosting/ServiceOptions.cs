using System.ComponentModel.DataAnnotations;

namespace ResetService.Hosting;

/// <summary>Which part of the service this process is.</summary>
internal enum Role
{
    /// <summary>Endpoints and workers.</summary>
    All,

    /// <summary>Endpoints alone.</summary>
    Api,

    /// <summary>Mail and outbox workers alone, with the health endpoints.</summary>
    Worker,
}

/// <summary>The settings that belong to no folder; they stand at the top level.</summary>
internal sealed record ServiceOptions
{
    /// <summary>Where customers reach the service. Links in mails and problem types come from here, never from a request's headers.</summary>
    [Required]
    public Uri? PublicUrl { get; init; }

    public Role Role { get; init; }
}
