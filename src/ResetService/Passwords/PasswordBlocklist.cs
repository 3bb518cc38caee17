using System.Collections.Frozen;
using System.Text;
using Microsoft.Extensions.Options;

namespace ResetService.Passwords;

/// <summary>Refused passwords from a file. Whole passwords are compared, never parts (NIST SP 800-63B-4, 3.1.1.2).</summary>
internal sealed class PasswordBlocklist(IOptions<PasswordOptions> options)
{
    private readonly FrozenSet<string> entries = Read(options.Value.BlocklistFile);

    public bool Contains(string password) => entries.Contains(password.Normalize(NormalizationForm.FormC));

    private static FrozenSet<string> Read(string? file)
    {
        var lines = file is null ? [] : File.ReadLines(file);

        return lines.Select(line => line.Normalize(NormalizationForm.FormC)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
