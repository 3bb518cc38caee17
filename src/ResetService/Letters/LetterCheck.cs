using System.Net;
using HandlebarsDotNet;
using HandlebarsDotNet.Compiler;
using Microsoft.Extensions.Options;
using ResetService.Languages;
using ResetService.Storefronts;

namespace ResetService.Letters;

/// <summary>Tries a shop's own templates when the settings are read: a mail that can't be written, or that lacks its code, must not be found out by a customer.</summary>
internal sealed class LetterCheck : IValidateOptions<StorefrontOptions>
{
    public ValidateOptionsResult Validate(string? name, StorefrontOptions options)
    {
        var failures = options.SelectMany(storefront => Failures(storefront.Value).Select(failure => $"Storefronts:{storefront.Key}:{failure}")).ToArray();

        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(Storefront storefront)
    {
        foreach (var mail in storefront.Templates.Keys.Where(mail => !LetterKinds.All.Contains(mail, StringComparer.Ordinal)))
            yield return $"Templates:{mail}: there is no such mail; the mails are {string.Join(", ", LetterKinds.All)}.";

        if (storefront.MailTemplates is { } directory && FailureOf(directory, storefront) is { } failure) yield return $"MailTemplates: {failure}";
    }

    private static string? FailureOf(string directory, Storefront storefront)
    {
        if (!Directory.Exists(directory)) return $"there is no directory {directory}.";

        try
        {
            var templates = LetterTemplates.Read(directory);
            return storefront.Languages.SelectMany(language => LetterSamples.All.Select(letter => FailureOf(letter, templates, storefront, language))).FirstOrDefault(failure => failure is not null);
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }

    private static string? FailureOf(Letter letter, LetterTemplates templates, Storefront storefront, Language language)
    {
        try
        {
            var mail = templates.Render(letter, storefront, language, LetterSamples.Reference);
            var isWhole = LetterSamples.Essence(letter)
                .All(fact => mail.Text.Contains(fact, StringComparison.Ordinal) && WebUtility.HtmlDecode(mail.Html).Contains(fact, StringComparison.Ordinal));

            return isWhole ? null : $"{letter.Kind} in {language} does not say what it is sent for.";
        }
        catch (Exception wrong) when (wrong is HandlebarsException or HandlebarsUndefinedBindingException)
        {
            return $"{letter.Kind} in {language} can't be written: {wrong.Message}";
        }
    }
}
