using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;

namespace ResetService.Hosting;

/// <summary>The service's secrets: 32 random bytes each, in base64, as <c>keys new</c> prints them.</summary>
internal sealed record KeyOptions : IValidatableObject
{
    public const int Bytes = 32;

    /// <summary>Seals and signs what is made from now on.</summary>
    public string? Current { get; set; }

    /// <summary>The key before <see cref="Current"/>: what it sealed still opens, so that a rotation loses no ticket.</summary>
    public string? Previous { get; set; }

    /// <summary>Turns an address into its tag. Not rotated with the others: changing it restarts all budgets.</summary>
    public string? Address { get; set; }

    public static string Draw() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Few distinct bytes is a placeholder, not a draw: 32 random bytes have fewer than 20 distinct ones once in 10^9.</summary>
    public static bool IsKey(string? text)
    {
        var key = new byte[Bytes + 1];
        return Convert.TryFromBase64String(text ?? "", key, out var length) && length == Bytes && key[..Bytes].Distinct().Count() >= 20;
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsKey(Current)) yield return new("must be 32 random bytes in base64 (keys new prints some).", [nameof(Current)]);
        if (!IsKey(Address)) yield return new("must be 32 random bytes in base64 (keys new prints some).", [nameof(Address)]);
        if (Previous is { Length: > 0 } && !IsKey(Previous)) yield return new("must be 32 random bytes in base64, or absent.", [nameof(Previous)]);
        if (IsKey(Address) && (Address == Current || Address == Previous)) yield return new("must differ from Keys:Current and Keys:Previous.", [nameof(Address)]);
        if (IsKey(Previous) && Previous == Current) yield return new("must differ from Keys:Current.", [nameof(Previous)]);
    }

    public override string ToString() => nameof(KeyOptions);
}
