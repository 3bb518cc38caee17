using ResetService.Languages;
using ResetService.Storefronts;

namespace ResetService.Letters;

/// <summary>What a template can name: the letter's facts, the shop's brand, and the letter's texts in the reader's language. SendGrid's dynamic templates get the same.</summary>
internal static class LetterModel
{
    // Texts that every letter has.
    private const string Every = "every";

    public static Dictionary<string, object?> Of(Letter letter, Storefront storefront, Language language, string reference)
    {
        var model = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["lang"] = language.Tag,
            ["dir"] = language.Direction,
            ["shop"] = storefront.Name,
            ["accentColor"] = storefront.AccentColor,
            ["accentTextColor"] = storefront.AccentTextColor,
            ["logoUrl"] = storefront.LogoUrl?.AbsoluteUri,
            ["signInUrl"] = storefront.SignInUrl!.OriginalString,
            ["supportEmail"] = storefront.SupportEmail,
            ["codeInSubject"] = storefront.CodeInSubject,
            ["reference"] = reference,
        };
        foreach (var (name, value) in letter.Facts(language)) model[name] = value;
        model["texts"] = Texts(letter.Kind, language, model);

        return model;
    }

    private static Dictionary<string, string> Texts(string kind, Language language, Dictionary<string, object?> model)
    {
        var arguments = new Dictionary<string, object?>(model, StringComparer.Ordinal) { ["shop"] = language.Isolate((string)model["shop"]!) };

        return language.Section("mail")
            .Select(text => (Path: text.Key.Split('.'), text.Value))
            .Where(text => text.Path[0] == Every || text.Path[0] == kind)
            .ToDictionary(text => text.Path[1], text => text.Value.Format(language, arguments), StringComparer.Ordinal);
    }
}
