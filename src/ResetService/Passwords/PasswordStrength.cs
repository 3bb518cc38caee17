using System.Text;
using Zxcvbn;
using Zxcvbn.Matcher;

namespace ResetService.Passwords;

/// <summary>How many guesses a password stands, by zxcvbn, and what would make it stand more.</summary>
internal sealed class PasswordStrength
{
    public const int BestScore = 4;

    // zxcvbn's time grows faster than the length: 64 random characters cost 64 ms here, 256 cost 675.
    private const int JudgedCodePoints = 64;

    private readonly Zxcvbn.Zxcvbn zxcvbn = new();

    public (int Score, IReadOnlyList<PasswordRemark> Ideas) Judge(string password, IEnumerable<string> guessable)
    {
        var result = zxcvbn.EvaluatePassword(Judged(password), guessable);

        return (result.Score, Advise(result.MatchSequence));
    }

    // zxcvbn counts UTF-16 units. One unit a code point keeps an emoji from counting twice and its repeats visible.
    private static string Judged(string password) =>
        string.Concat(password.EnumerateRunes().Take(JudgedCodePoints).Select(OneUnit));

    // The private use area has 0x1900 places: that two emoji share one now and then does no harm.
    private static char OneUnit(Rune rune) => (char)(rune.IsBmp ? rune.Value : 0xE000 + (rune.Value % 0x1900));

    private static List<PasswordRemark> Advise(IEnumerable<Match> weaknesses) =>
    [
        .. weaknesses.OrderByDescending(match => match.Token.Length).Select(Explain).OfType<PasswordRemark>().Distinct().Take(2),
        PasswordAdvice.MoreWords,
    ];

    private static PasswordRemark? Explain(Match weakness) => weakness switch
    {
        { Token.Length: < 3 } => null,
        L33tDictionaryMatch => PasswordAdvice.LookAlikes,
        DictionaryMatch { DictionaryName: "passwords" } => PasswordAdvice.CommonPassword,
        DictionaryMatch { DictionaryName: "user_inputs" } => PasswordAdvice.OwnData,
        DictionaryMatch { DictionaryName: "surnames" or "male_names" or "female_names" } => PasswordAdvice.Names,
        DictionaryMatch => PasswordAdvice.CommonWords,
        { Pattern: "spatial" } => PasswordAdvice.NeighbouringKeys,
        { Pattern: "repeat" } => PasswordAdvice.Repeats,
        { Pattern: "sequence" or "digits" } => PasswordAdvice.Sequences,
        { Pattern: "date" or "year" } => PasswordAdvice.Dates,
        _ => null,
    };
}
