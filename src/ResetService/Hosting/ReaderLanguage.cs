using Microsoft.Net.Http.Headers;
using ResetService.Languages;

namespace ResetService.Hosting;

/// <summary>Answers in the reader's language.</summary>
internal static class ReaderLanguage
{
    /// <summary>Chooses one of those on offer, and says on the answer which, and that others would get another.</summary>
    public static Language Speak(this HttpContext http, IReadOnlyList<Language> offered, string? locale = null)
    {
        var language = LanguageChoice.Choose(offered, locale, http.Request.Headers.AcceptLanguage);
        http.Response.Headers.ContentLanguage = language.Tag;
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);

        return language;
    }
}
