namespace ResetService.Languages;

/// <summary>
/// CLDR's cardinal plural rules for whole numbers (unicode.org/cldr/charts, "Language Plural Rules"). What a language's categories are for
/// fractions alone, such as <c>many</c> in Czech, no count of ours ever takes.
/// </summary>
internal static class PluralRules
{
    private const long Million = 1_000_000;

    public static Func<long, string> Of(string tag) => tag switch
    {
        "en" or "de" => n => n == 1 ? "one" : "other",
        "es" => n => n == 1 ? "one" : IsMillions(n) ? "many" : "other",
        "fr" or "pt-BR" => n => n is 0 or 1 ? "one" : IsMillions(n) ? "many" : "other",
        "cs" or "sk" => n => n switch { 1 => "one", >= 2 and <= 4 => "few", _ => "other" },
        "pl" => n => n == 1 ? "one" : EndsIn2To4(n) ? "few" : "many",
        "ru" or "uk" => n => n % 10 == 1 && n % 100 != 11 ? "one" : EndsIn2To4(n) ? "few" : "many",
        "ar" => Arabic,
        "zh-Hans" => _ => "other",
        _ => throw new ArgumentException($"The plural rule of {tag} is not known.", nameof(tag)),
    };

    private static string Arabic(long n) => n switch
    {
        0 => "zero",
        1 => "one",
        2 => "two",
        _ => (n % 100) switch
        {
            >= 3 and <= 10 => "few",
            >= 11 => "many",
            _ => "other",
        },
    };

    private static bool IsMillions(long n) => n != 0 && n % Million == 0;

    private static bool EndsIn2To4(long n) => n % 10 is >= 2 and <= 4 && n % 100 is not (>= 12 and <= 14);
}
