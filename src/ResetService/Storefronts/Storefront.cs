using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using ResetService.Hosting;
using ResetService.Languages;

namespace ResetService.Storefronts;

/// <summary>A shop with its brand.</summary>
internal sealed partial record Storefront : IValidatableObject
{
    /// <summary>As customers know it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where a customer signs in with the new password.</summary>
    public Uri? SignInUrl { get; init; }

    /// <summary>The address that mails come from.</summary>
    public string Sender { get; init; } = "";

    /// <summary>Where customers find help; every mail names it.</summary>
    public string SupportEmail { get; init; } = "";

    /// <summary>Whose pages may call the API, such as <c>https://shop.example.com</c>.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>The languages it offers, as BCP 47 tags; the first serves who reads none of them. Empty: all that the service has.</summary>
    public IReadOnlyList<string> Locales { get; init; } = [];

    /// <summary>The colour of its buttons and links, <c>#rrggbb</c>. A calm blue, which white text has 6 : 1 on, unless the shop has its own.</summary>
    public string AccentColor { get; init; } = "#1f5fbf";

    /// <summary>Its logo, for the page and the mails.</summary>
    public Uri? LogoUrl { get; init; }

    /// <summary>Whether the code stands in the mail's subject too, where a locked phone shows it.</summary>
    public bool CodeInSubject { get; init; }

    /// <summary>What its passwords must be like, where that isn't what <c>Passwords</c> says.</summary>
    public string? PasswordPreset { get; init; }

    /// <summary>Of its own account at SendGrid, where it has one.</summary>
    public string? SendGridApiKey { get; init; }

    /// <summary>Ids of SendGrid's dynamic templates that stand in for the service's own mails: by mail, then by language.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Templates { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>Where its logo comes from, as a page's policy names it.</summary>
    public string? LogoOrigin => LogoUrl is null ? null : OriginOf(LogoUrl);

    /// <summary>A directory with its own templates for mails.</summary>
    public string? MailTemplates { get; init; }

    /// <summary>The languages it is offered in, its own first.</summary>
    public IReadOnlyList<Language> Languages => Locales.Count == 0
        ? Language.All
        : [.. Locales.Select(locale => LanguageChoice.Lookup(Language.All, locale)).OfType<Language>().Distinct().DefaultIfEmpty(Language.English)];

    /// <summary>The colour of text on the accent.</summary>
    public string AccentTextColor => Contrast.TextOn(AccentColor);

    /// <returns>The language of the first of these tags that it is offered in, else its own.</returns>
    public Language LanguageOf(params IEnumerable<string?> tags) =>
        tags.Select(tag => LanguageChoice.Lookup(Languages, tag)).FirstOrDefault(found => found is not null) ?? Languages[0];

    /// <returns>The language of this call, where it is offered in one that the caller reads, else the tag's.</returns>
    public Language LanguageOf(HttpContext http, string tag) => LanguageChoice.Choose([LanguageOf(tag), .. Languages], locale: null, http.Request.Headers.AcceptLanguage);

    /// <returns>The template's id, or null where the service's own mail goes out.</returns>
    public string? Template(string mail, string language) => Templates.TryGetValue(mail, out var languages)
        ? languages.SingleOrDefault(template => string.Equals(template.Key, language, StringComparison.OrdinalIgnoreCase)).Value
        : null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var development = validationContext.GetRequiredService<IHostEnvironment>().IsDevelopment();

        if (string.IsNullOrWhiteSpace(Name)) yield return new("is missing.", [nameof(Name)]);
        else if (!Line().IsMatch(Name)) yield return new("must be one line without control characters, and without marks that override or isolate a direction.", [nameof(Name)]);
        if (SignInUrl is null || !IsWeb(SignInUrl, development)) yield return new("must be an https URL.", [nameof(SignInUrl)]);
        if (!EmailAddress.TryParse(Sender, out _)) yield return new("must be an e-mail address.", [nameof(Sender)]);
        if (!EmailAddress.TryParse(SupportEmail, out _)) yield return new("must be an e-mail address.", [nameof(SupportEmail)]);
        foreach (var origin in Origins.Where(origin => !IsOrigin(origin, development)))
            yield return new($"{origin} is no origin as browsers send it: https, the host, a port that isn't the usual one, nothing else.", [nameof(Origins)]);

        foreach (var locale in Locales.Where(locale => LanguageChoice.Lookup(Language.All, locale) is null))
            yield return new($"{locale} is none of the service's languages, as BCP 47 tags: {string.Join(", ", Language.All)}.", [nameof(Locales)]);
        if (Locales.Distinct(StringComparer.OrdinalIgnoreCase).Count() < Locales.Count) yield return new("names a language twice.", [nameof(Locales)]);
        if (!Rgb().IsMatch(AccentColor)) yield return new("must be a colour as #rrggbb.", [nameof(AccentColor)]);
        if (LogoUrl is not null && !IsWeb(LogoUrl, development)) yield return new("must be an https URL.", [nameof(LogoUrl)]);
        if (SendGridApiKey is not null && !PrintableAscii().IsMatch(SendGridApiKey)) // not repeated: it may be a key with a slip
            yield return new("is no API key: that has no spaces, line ends or letters outside ASCII.", [nameof(SendGridApiKey)]);

        foreach (var (mail, languages) in Templates)
        {
            foreach (var tag in languages.Keys.Where(tag => !Language.All.Any(language => language.Tag.Equals(tag, StringComparison.OrdinalIgnoreCase))))
                yield return new($"{tag} is none of the service's languages: {string.Join(", ", Language.All)}.", [$"{nameof(Templates)}:{mail}"]);
            foreach (var (language, id) in languages.Where(template => !TemplateId().IsMatch(template.Value)))
                yield return new($"{id} is no dynamic template's id: d- and 32 hex digits.", [$"{nameof(Templates)}:{mail}:{language}"]);
        }
    }

    public override string ToString() => nameof(Storefront); // a key is inside

    private static bool IsOrigin(string origin, bool development) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var url)
        && IsWeb(url, development)
        && origin == OriginOf(url);

    private static string OriginOf(Uri url) => $"{url.Scheme}://{url.IdnHost}{(url.IsDefaultPort ? "" : $":{url.Port}")}";

    private static bool IsWeb(Uri url, bool development) =>
        url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || (development && url.Scheme == Uri.UriSchemeHttp));

    // A name stands within sentences, subjects and senders: none of these may break there, or run on the other way (UAX #9's U+202A to 202E, 2066 to 2069).
    [GeneratedRegex(@"^[^\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]*\z")]
    private static partial Regex Line();

    [GeneratedRegex(@"^#[0-9A-Fa-f]{6}\z")]
    private static partial Regex Rgb();

    [GeneratedRegex(@"^[!-~]+\z")]
    private static partial Regex PrintableAscii();

    [GeneratedRegex(@"^d-[0-9a-f]{32}\z")]
    private static partial Regex TemplateId();
}
