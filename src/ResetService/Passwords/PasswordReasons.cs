namespace ResetService.Passwords;

/// <summary>All reasons there are.</summary>
internal static class PasswordReasons
{
    public static readonly PasswordReason NeedsDigit = new("needs-digit", "Use at least one digit (0-9).");
    public static readonly PasswordReason NeedsUppercase = new("needs-uppercase", "Use at least one upper-case letter (A-Z).");
    public static readonly PasswordReason NeedsLowercase = new("needs-lowercase", "Use at least one lower-case letter (a-z).");
    public static readonly PasswordReason IsAddress = new("is-address", "Do not use your e-mail address as the password.");
    public static readonly PasswordReason IsShopName = new("is-shop-name", "Do not use the shop's name as the password.");
    public static readonly PasswordReason Blocklisted = new("blocklisted", "This password is on a list of common passwords.");
    public static readonly PasswordReason Breached = new("breached", "This password has appeared in a data breach.");
    public static readonly PasswordReason TooGuessable = new("too-guessable", "This password is too easy to guess.");
    public static readonly PasswordReason Reused = new("reused", "You have used this password before. Choose another.");
    public static readonly PasswordReason HasNul = new("has-nul", "Do not use the NUL character.");

    public static PasswordReason TooShort(int minimum) => new("too-short", $"Use at least {minimum} characters.");

    public static PasswordReason TooLong(int maximum) => new("too-long", $"Use at most {maximum} characters.");

    public static PasswordReason TooManyBytes(int maximum) =>
        new("too-many-bytes", $"Use at most {maximum} bytes: one for a Latin letter, digit or sign, two to four for any other.");
}
