using System.ComponentModel.DataAnnotations;

namespace ResetService.Passwords;

/// <summary>Of the format "bcrypt". The cost is never below OWASP's Password Storage Cheat Sheet.</summary>
internal sealed record BcryptOptions
{
    /// <summary>A stored hash names its own cost: past this one, four seconds, it would only hold the service up.</summary>
    public const int MaxCost = 16;

    /// <summary>Two to this power are the rounds.</summary>
    [Range(10, MaxCost)]
    public int Cost { get; init; } = 12;

    /// <summary>Takes base64(SHA-384(password)) for the password, so that all of it counts. The shop's sign-in must do the same.</summary>
    public bool PreHash { get; init; }
}
