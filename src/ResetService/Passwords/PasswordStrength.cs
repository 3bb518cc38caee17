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

    public (int Score, IReadOnlyList<string> Ideas) Judge(string password, IEnumerable<string> guessable)
    {
        var result = zxcvbn.EvaluatePassword(Judged(password), guessable);

        return (result.Score, Advise(result.MatchSequence));
    }

    // zxcvbn counts UTF-16 units. One unit a code point keeps an emoji from counting twice and its repeats visible.
    private static string Judged(string password) =>
        string.Concat(password.EnumerateRunes().Take(JudgedCodePoints).Select(OneUnit));

    // The private use area has 0x1900 places: that two emoji share one now and then does no harm.
    private static char OneUnit(Rune rune) => (char)(rune.IsBmp ? rune.Value : 0xE000 + (rune.Value % 0x1900));

    private static List<string> Advise(IEnumerable<Match> weaknesses) =>
    [
        .. weaknesses.OrderByDescending(match => match.Token.Length).Select(Explain).OfType<string>().Distinct().Take(2),
        "Add another word or two; uncommon words are better.",
    ];

    private static string? Explain(Match weakness) => weakness switch
    {
        { Token.Length: < 3 } => null,
        L33tDictionaryMatch => "Replacing letters by look-alikes, as in \"p@ssw0rd\", does not help much.",
        DictionaryMatch { DictionaryName: "passwords" } => "It contains a very common password.",
        DictionaryMatch { DictionaryName: "user_inputs" } => "Leave out your e-mail address and the shop's name.",
        DictionaryMatch { DictionaryName: "surnames" or "male_names" or "female_names" } => "Names are easy to guess.",
        DictionaryMatch => "Common words are easy to guess.",
        { Pattern: "spatial" } => "Neighbouring keys, as in \"qwerty\", are easy to guess.",
        { Pattern: "repeat" } => "Repeated characters, as in \"aaa\", are easy to guess.",
        { Pattern: "sequence" or "digits" } => "Sequences, as in \"abc\" or \"6543\", are easy to guess.",
        { Pattern: "date" or "year" } => "Dates and years are easy to guess.",
        _ => null,
    };
}
