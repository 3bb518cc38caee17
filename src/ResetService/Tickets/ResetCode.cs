using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace ResetService.Tickets;

/// <summary>The six digits a customer copies from the mail. Printing one yields stars, so that none reaches a log.</summary>
internal readonly record struct ResetCode
{
    /// <summary>NIST SP 800-63B-4 §3.1.3.2 and OWASP ASVS 6.5.4: six random digits are enough where tries are counted.</summary>
    public const int Length = 6;

    /// <summary>Room for separators between the digits, and no more.</summary>
    public const int MaxTyped = 32;

    private ResetCode(string digits) => Digits = digits;

    public string Digits { get; }

    public static ResetCode Draw() => new(RandomNumberGenerator.GetString("0123456789", Length));

    /// <summary>Reads a code as a person types it: spaces and dashes are dropped, digits of any script become ASCII ones.</summary>
    public static bool TryParse([NotNullWhen(true)] string? typed, out ResetCode code)
    {
        code = default;
        if (typed is not { Length: <= MaxTyped }) return false;

        var digits = typed.Where(c => !IsSeparator(c)).Select(Fold).ToArray();
        if (digits.Length != Length || !digits.All(char.IsAsciiDigit)) return false;

        code = new(new string(digits));
        return true;
    }

    public static ResetCode Parse(string typed) => TryParse(typed, out var code) ? code : throw new FormatException("This is not a code.");

    public override string ToString() => new('*', Length);

    private static bool IsSeparator(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.SpaceSeparator or UnicodeCategory.DashPunctuation;

    // Of what is no digit the value is -1, which makes none here either.
    private static char Fold(char c) => (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c));
}
