using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;
using ResetService.Hosting;

namespace ResetService.Partners;

/// <summary>The partners of this deployment, by name; the section <c>Partners</c>. Read again without a restart, so that a key can be withdrawn at once.</summary>
internal sealed partial class PartnerOptions : Dictionary<string, Partner>, IValidatableObject
{
    public PartnerOptions() : base(StringComparer.Ordinal)
    {
    }

    /// <summary>Whether a partner can have this name: it stands in settings, log lines and a column of 64 characters.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    /// <returns>The partner whose key this is, with its name, or null where it is nobody's.</returns>
    public (string Name, Partner Partner)? HolderOf(StringValues sent)
    {
        if (sent is not [{ } only] || !Secret.TryParse(only, out var key)) return null;

        var digest = Encoding.ASCII.GetBytes(key.Digest);
        foreach (var (name, partner) in this)
        {
            // In fixed time, so that no answer's time tells how much of a digest was guessed.
            if (partner.KeyDigests.Any(known => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(known), digest))) return (name, partner);
        }

        return null;
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, partner) in this)
        {
            if (!IsName(name)) yield return new("must have letters, digits, '-', '_' and '.' alone, and up to 64 of them.", [name]);
            foreach (var failure in Settings.Nested(name, partner, validationContext)) yield return failure;
        }

        var shared = this.SelectMany(partner => partner.Value.KeyDigests, (partner, digest) => (partner.Key, Digest: digest)).GroupBy(key => key.Digest, StringComparer.Ordinal);
        foreach (var several in shared.Where(key => key.Count() > 1))
            yield return new("is the same as another one: each key has one holder and one place.", several.Select(key => $"{key.Key}:{nameof(Partner.KeyDigest)}"));
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Name();
}
