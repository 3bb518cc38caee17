using System.Text;
using Microsoft.Extensions.Options;

namespace ResetService.Passwords;

/// <summary>Says whether a password may be used, and why not (NIST SP 800-63B-4, 3.1.1.2).</summary>
internal sealed class PasswordPolicy(
    IOptions<PasswordOptions> options, PasswordFormats formats, PasswordBlocklist blocklist, PasswordStrength strength, PasswordRange range)
{
    /// <param name="preset">The shop's own, where it has one.</param>
    public PasswordRules Rules(string? preset = null) => PasswordRules.From(options.Value, preset);

    /// <summary>How many passwords of an account, its present one among them, a new one may not equal.</summary>
    public int History => options.Value.History;

    /// <summary>The cheap rules: no hash, no network.</summary>
    public PasswordVerdict Check(string password, string address, string shopName, string? preset = null)
    {
        var rules = Rules(preset);
        var length = password.EnumerateRunes().Count();
        if (length > rules.MaxLength) return Refuse([PasswordReasons.TooLong(rules.MaxLength)], []);

        var reasons = Shape(password, length, rules).ToList();
        var known = KnownToAnyone(password, address, shopName).ToList();
        if (known.Count > 0) return Refuse([.. reasons, .. known], [PasswordAdvice.UnthoughtOf]);

        var (score, ideas) = strength.Judge(password, Guessable(address, shopName));
        if (score < rules.MinScore) reasons.Add(PasswordReasons.TooGuessable);
        IReadOnlyList<PasswordRemark> advice = score == PasswordStrength.BestScore ? [] : [.. ideas, .. AdviceOnMixing(length, rules)];

        return new(reasons.Count == 0, score, reasons, advice);
    }

    /// <summary>The cheap rules, then the range API where it is switched on.</summary>
    /// <exception cref="PasswordRangeUnavailableException">The API is down and the settings say to refuse.</exception>
    public async Task<PasswordVerdict> CheckFullyAsync(
        string password, string address, string shopName, string? preset, CancellationToken cancellation)
    {
        var verdict = Check(password, address, shopName, preset);
        if (!verdict.Acceptable || !options.Value.Range.Enabled) return verdict;

        return await range.HoldsAsync(password, cancellation) switch
        {
            true => Refuse([PasswordReasons.Breached], [PasswordAdvice.UnthoughtOf]),
            null when options.Value.Range.WhenDown == WhenRangeDown.Refuse => throw new PasswordRangeUnavailableException(),
            _ => verdict,
        };
    }

    private IEnumerable<PasswordRemark> Shape(string password, int length, PasswordRules rules)
    {
        if (formats.Current.Refuse(password) is { } unfit) yield return unfit;
        if (length < rules.MinLength) yield return PasswordReasons.TooShort(rules.MinLength);
        if (length >= rules.MixBelow) yield break;

        if (!password.Any(char.IsAsciiDigit)) yield return PasswordReasons.NeedsDigit;
        if (!password.Any(char.IsAsciiLetterUpper)) yield return PasswordReasons.NeedsUppercase;
        if (!password.Any(char.IsAsciiLetterLower)) yield return PasswordReasons.NeedsLowercase;
    }

    private static IEnumerable<PasswordRemark> AdviceOnMixing(int length, PasswordRules rules)
    {
        if (length < rules.MixBelow && rules.MixBelow <= rules.MaxLength)
            yield return PasswordAdvice.AnyCharacters(rules.MixBelow);
    }

    private IEnumerable<PasswordRemark> KnownToAnyone(string password, string address, string shopName)
    {
        if (Same(password, address) || Same(password, LocalPart(address))) yield return PasswordReasons.IsAddress;
        if (Same(password, shopName)) yield return PasswordReasons.IsShopName;
        if (blocklist.Contains(password)) yield return PasswordReasons.Blocklisted;
    }

    private static bool Same(string password, string known) => known.Length > 0 && string.Equals(
        password.Normalize(NormalizationForm.FormC), known.Normalize(NormalizationForm.FormC), StringComparison.OrdinalIgnoreCase);

    private static string LocalPart(string address) => address[..Math.Max(0, address.LastIndexOf('@'))];

    private static string[] Guessable(string address, string shopName) =>
        [address, LocalPart(address), .. address.Split(['@', '.', '-', '_', '+']), shopName, .. shopName.Split(' ')];

    private static PasswordVerdict Refuse(IReadOnlyList<PasswordRemark> reasons, IReadOnlyList<PasswordRemark> advice) =>
        new(Acceptable: false, Score: 0, reasons, advice);
}
