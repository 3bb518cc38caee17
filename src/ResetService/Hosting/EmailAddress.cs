using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ResetService.Hosting;

/// <summary>
/// An e-mail address by RFC 5321's grammar: an ASCII dot-atom, "@", a host name of two labels or more.
/// Quoted local parts, address literals, display names and SMTPUTF8 local parts are not accepted.
/// </summary>
/// <remarks>Printing one masks it, so that no whole address reaches a log.</remarks>
internal sealed partial record EmailAddress
{
    /// <summary>RFC 5321 §4.5.3.1.3 less the angle brackets: the most octets a path can carry.</summary>
    public const int MaxLength = 254;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true, AllowUnassigned = false };

    private EmailAddress(string typed, string canonical) => (Typed, Canonical) = (typed, canonical);

    /// <summary>The input without surrounding spaces, as typed.</summary>
    public string Typed { get; }

    /// <summary>ASCII letters lower-cased, the domain in punycode, nothing else folded: dots and plus signs stay.</summary>
    public string Canonical { get; }

    /// <summary>All that stands for this address in a table, in ASCII lower case: with the domain in punycode, with the domain in Unicode, and as typed.</summary>
    public IReadOnlyList<string> Spellings
    {
        get
        {
            var domain = Canonical.LastIndexOf('@') + 1;
            return [.. new[] { Canonical, Canonical[..domain] + Idn.GetUnicode(Canonical[domain..]), LowerAscii(Typed) }.Distinct()];
        }
    }

    /// <summary>Enough for the person who typed it to know it again, too little for anyone else: <c>j***@example.com</c>.</summary>
    public string Masked => $"{Typed[0]}***{Typed[Typed.LastIndexOf('@')..]}";

    public static bool TryParse(string? text, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        var typed = text?.Trim(' ', '\t'); // a line end would be a header's, not a slip of the keyboard
        if (typed is not { Length: <= MaxLength }) return false;

        var at = typed.LastIndexOf('@');
        if (at < 1 || !LocalPart().IsMatch(typed[..at]) || Punycode(typed[(at + 1)..]) is not { } domain) return false;

        var canonical = $"{typed[..at].ToLowerInvariant()}@{domain}";
        if (canonical.Length > MaxLength) return false;

        address = new(typed, canonical);
        return true;
    }

    public static EmailAddress Parse(string text) => TryParse(text, out var address) ? address : throw new FormatException("This is not an e-mail address.");

    public override string ToString() => Masked;

    private static string? Punycode(string domain)
    {
        if (domain.Contains('@', StringComparison.Ordinal)) return null;

        try
        {
            var ascii = Idn.GetAscii(domain).ToLowerInvariant();

            return HostName().IsMatch(ascii) && !domain.EnumerateRunes().Any(IsLookAlike) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null; // IdnMapping's way to say that this is no domain name
        }
    }

    // Of ASCII (full-width, U+212A), of a dot (U+3002) or of nothing (U+00AD): behind a letter, since a mark alone is no name, it makes no A-label.
    // The joiners U+200C and U+200D are part of some scripts; where they may stand, the whole name's judge knows.
    private static bool IsLookAlike(Rune rune) =>
        !rune.IsAscii && rune.Value is not (0x200C or 0x200D) && !Idn.GetAscii($"a{rune}").StartsWith("xn--", StringComparison.Ordinal);

    private static string LowerAscii(string text) => string.Concat(text.Select(letter => char.IsAsciiLetterUpper(letter) ? char.ToLowerInvariant(letter) : letter));

    // RFC 5321 §4.1.2 Dot-string of RFC 5322 atext, 64 octets at the most (§4.5.3.1.1). \z, not $: $ lets a trailing newline through.
    [GeneratedRegex(@"^(?=.{1,64}\z)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\z")]
    private static partial Regex LocalPart();

    // RFC 5321 §4.1.2 Domain, two labels or more; the last is not all digits (RFC 3696 §2), so that no IPv4 address passes.
    [GeneratedRegex(@"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[a-z0-9-]*[a-z])[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex HostName();
}
