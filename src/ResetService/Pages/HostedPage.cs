using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using HandlebarsDotNet;
using Microsoft.Extensions.Options;
using ResetService.Hosting;
using ResetService.Languages;
using ResetService.Storefronts;

namespace ResetService.Pages;

/// <summary>The page that walks a customer through a reset: a screen for each step, in the reader's language and the shop's brand. It changes nothing by being opened.</summary>
internal static class HostedPage
{
    // Escapes what HTML could take for its own, so that the texts can stand in the page as they are.
    private static readonly JsonSerializerOptions InsideHtml = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private static readonly HandlebarsTemplate<object, object> Template = Handlebars
        .Create(new HandlebarsConfiguration { ThrowOnUnresolvedBindingExpression = true, TextEncoder = new HandlebarsDotNet.HtmlEncoder() })
        .Compile(PageFiles.PageTemplate);

    public static IResult Handle(HttpContext http, IOptionsMonitor<StorefrontOptions> storefronts, string? storefront = null, string? locale = null)
    {
        var name = storefront is not null && storefronts.CurrentValue.ContainsKey(storefront) ? storefront : StorefrontOptions.Default;
        var shop = storefronts.CurrentValue[name];
        var language = http.Speak(shop.Languages, locale);

        http.Response.Headers.ContentSecurityPolicy = Policy(shop);
        return TypedResults.Content(Template(Model(name, shop, language)), "text/html; charset=utf-8");
    }

    private static object Model(string name, Storefront shop, Language language)
    {
        var arguments = new Dictionary<string, object?> { ["shop"] = language.Isolate(shop.Name) };
        return new
        {
            Language = new { language.Tag, language.Direction },
            Languages = shop.Languages.Select(each => new { each.Tag, Name = each.NativeName, Chosen = each == language }),
            Storefront = name,
            Shop = shop.Name,
            Logo = shop.LogoUrl?.AbsoluteUri,
            Accent = shop.AccentColor[1..],
            SignIn = shop.SignInUrl!.AbsoluteUri,
            shop.SupportEmail,
            Files = PageFiles.Folder,
            PageFiles.Modules,
            Text = language.Section("page").ToDictionary(text => text.Key, text => text.Value.Format(language, arguments)),
            Script = JsonSerializer.Serialize(language.Section("script").ToDictionary(text => text.Key, text => text.Value.Source), InsideHtml),
        };
    }

    // Nothing but the page's own files, the service's API, and the shop's logo.
    private static string Policy(Storefront shop) => string.Join("; ",
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "worker-src 'self'",
        "connect-src 'self'",
        $"img-src 'self' data:{(shop.LogoOrigin is { } logo ? $" {logo}" : "")}",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types reset");
}
