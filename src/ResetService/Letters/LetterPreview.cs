using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using ResetService.Hosting;
using ResetService.Languages;
using ResetService.Storefronts;

namespace ResetService.Letters;

/// <summary>Sample letters to look at while their texts and templates are written: what the files say now, without a restart.</summary>
internal static class LetterPreview
{
    public static ContentHttpResult List(HttpContext http, IOptionsMonitor<StorefrontOptions> storefronts)
    {
        var tables = string.Concat(storefronts.CurrentValue.Select(storefront => Table(storefront.Key, storefront.Value)));

        return DevelopmentPage.Of(http, "Mails", Style, $"""
            <p>Each mail in each language and in each shop's name, as it would be sent. The codes, links and people in them are made up.</p>
            {tables}
            """);
    }

    public static Results<ContentHttpResult, NotFound> Show(string storefront, string language, string kind, HttpContext http, IOptionsMonitor<StorefrontOptions> storefronts)
    {
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src *"; // the shop's logo
        return Write(storefront, language, kind, storefronts) is { } letter ? TypedResults.Content(letter.Html, "text/html; charset=utf-8") : TypedResults.NotFound();
    }

    public static Results<ContentHttpResult, NotFound> ShowText(string storefront, string language, string kind, IOptionsMonitor<StorefrontOptions> storefronts) =>
        Write(storefront, language, kind, storefronts) is { } letter
            ? TypedResults.Content($"{letter.Subject}\n\n{letter.Text}", "text/plain; charset=utf-8")
            : TypedResults.NotFound();

    private static RenderedLetter? Write(string name, string tag, string kind, IOptionsMonitor<StorefrontOptions> storefronts)
    {
        if (!storefronts.CurrentValue.TryGetValue(name, out var storefront)) return null;
        if (storefront.Languages.FirstOrDefault(language => language.Tag == tag) is not { } language) return null;
        if (LetterSamples.All.FirstOrDefault(letter => letter.Kind == kind) is not { } letter) return null;

        var templates = storefront.MailTemplates is { } directory ? LetterTemplates.Read(directory) : LetterTemplates.Standard;
        return templates.Render(letter, storefront, language, LetterSamples.Reference);
    }

    private static string Table(string name, Storefront storefront) => $"""
        <h2>{Encode(storefront.Name)}</h2>
        <table>
        {string.Concat(storefront.Languages.Select(language => Row($"mails/{Uri.EscapeDataString(name)}/{language}", language)))}</table>

        """;

    private static string Row(string path, Language language) => $"""
        <tr><th lang="{language}">{language.NativeName}</th>{string.Concat(LetterKinds.All.Select(kind => Cell($"{path}/{kind}", kind)))}</tr>

        """;

    private static string Cell(string path, string kind) => $"""<td><a href="{path}.html">{kind}</a> <a href="{path}.txt">text</a></td>""";

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private const string Style = """
        th { font-weight: normal; text-align: start; }
        td, th { padding: 0 1.5rem 0 0; }
        """;
}
