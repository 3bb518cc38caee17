using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ResetService.Languages;

/// <summary>Which of the languages on offer a reader gets (RFC 4647 §3.4, lookup).</summary>
internal static class LanguageChoice
{
    /// <summary>The explicit tag if it is on offer, else the best of <c>Accept-Language</c>, else the first on offer.</summary>
    /// <param name="offered">The languages to choose from, the default first.</param>
    /// <param name="locale">The tag that was asked for by name.</param>
    /// <param name="acceptLanguage">The header.</param>
    public static Language Choose(IReadOnlyList<Language> offered, string? locale, StringValues acceptLanguage) =>
        Lookup(offered, locale) ?? Preferred(acceptLanguage).Select(range => Lookup(offered, range)).FirstOrDefault(found => found is not null) ?? offered[0];

    /// <returns>The language of a tag or of the longest part of it that is on offer, or null.</returns>
    public static Language? Lookup(IReadOnlyList<Language> offered, string? tag)
    {
        if (tag is null || IsTraditionalChinese(tag)) return null;

        for (var range = tag; range.Length > 0; range = Shortened(range))
        {
            var wanted = Usual(range);
            if (offered.FirstOrDefault(language => language.Tag.Equals(wanted, StringComparison.OrdinalIgnoreCase)) is { } found) return found;
        }

        return null;
    }

    private static IEnumerable<string> Preferred(StringValues acceptLanguage) =>
        StringWithQualityHeaderValue.TryParseList(acceptLanguage, out var ranges)
            ? ranges.Where(range => range.Quality is not 0).OrderByDescending(range => range.Quality ?? 1).Select(range => range.Value.ToString())
            : [];

    // Cuts the last subtag off, and what introduces it where that is a single letter.
    private static string Shortened(string range)
    {
        var subtags = range.Split('-')[..^1];
        return string.Join('-', subtags is [.. var rest, { Length: 1 }] ? rest : subtags);
    }

    // A language without its country or script is what most of its readers mean by it (CLDR's likely subtags).
    private static string Usual(string range) => range.ToUpperInvariant() switch
    {
        "PT" => "pt-BR",
        "ZH" => "zh-Hans",
        _ => range,
    };

    // Its readers are not given Simplified Chinese as if it were theirs: their next choice counts.
    private static bool IsTraditionalChinese(string tag) => tag.Split('-') is [var language, .. var subtags]
        && language.Equals("zh", StringComparison.OrdinalIgnoreCase)
        && !subtags.Contains("Hans", StringComparer.OrdinalIgnoreCase)
        && subtags.Any(subtag => subtag.ToUpperInvariant() is "HANT" or "TW" or "HK" or "MO");
}
