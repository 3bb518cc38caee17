namespace ResetService.Accounts;

/// <summary>Who signs in to the shop.</summary>
internal sealed class Account
{
    /// <summary>Characters of a stamp.</summary>
    public const int StampLength = 32;

    public required Guid Id { get; init; }

    /// <summary>The address on file: mail goes there, byte for byte.</summary>
    public required string Email { get; set; }

    /// <summary>The canonical address, by which an account is found.</summary>
    public required string EmailKey { get; set; }

    /// <summary>PHC string; empty while the account has no password.</summary>
    public required string PasswordHash { get; set; }

    /// <summary>New with every password: what was bound to the old one ends.</summary>
    public required string SecurityStamp { get; set; }

    public DateTimeOffset? PasswordChangedAt { get; set; }

    /// <summary>Sessions that began before this moment are over (OWASP ASVS 7.4.3): for a shop that can't bind them to the stamp.</summary>
    public DateTimeOffset? SessionsValidAfter { get; set; }

    public string? Locale { get; set; }

    public string? Storefront { get; set; }

    public bool Disabled { get; set; }

    public bool Verified { get; set; }

    /// <summary>Has a second factor, which an e-mailed code must not get around: answered like an unknown address.</summary>
    public bool Mfa { get; set; }

    public static string DrawStamp() => Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(StampLength / 2));
}
