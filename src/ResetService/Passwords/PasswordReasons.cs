namespace ResetService.Passwords;

/// <summary>All reasons there are.</summary>
internal static class PasswordReasons
{
    public static readonly PasswordRemark NeedsDigit = new("needs-digit");
    public static readonly PasswordRemark NeedsUppercase = new("needs-uppercase");
    public static readonly PasswordRemark NeedsLowercase = new("needs-lowercase");
    public static readonly PasswordRemark IsAddress = new("is-address");
    public static readonly PasswordRemark IsShopName = new("is-shop-name");
    public static readonly PasswordRemark Blocklisted = new("blocklisted");
    public static readonly PasswordRemark Breached = new("breached");
    public static readonly PasswordRemark TooGuessable = new("too-guessable");
    public static readonly PasswordRemark Reused = new("reused");
    public static readonly PasswordRemark HasNul = new("has-nul");

    /// <summary>What a program can meet.</summary>
    public static IReadOnlyList<string> Codes { get; } =
    [
        .. new[]
        {
            TooShort(0), TooLong(0), TooManyBytes(0), HasNul, NeedsDigit, NeedsUppercase, NeedsLowercase, IsAddress, IsShopName, Blocklisted, Breached, TooGuessable, Reused,
        }.Select(reason => reason.Code),
    ];

    public static PasswordRemark TooShort(int minimum) => new("too-short", minimum);

    public static PasswordRemark TooLong(int maximum) => new("too-long", maximum);

    public static PasswordRemark TooManyBytes(int maximum) => new("too-many-bytes", maximum);
}
