using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using ResetService.Languages;
using ResetService.Mail;
using ResetService.Storefronts;

namespace ResetService.Letters;

/// <summary>Puts letters into words, in a shop's name and in one language.</summary>
internal sealed class LetterWriter
{
    private readonly ConcurrentDictionary<string, LetterTemplates> read = new(StringComparer.Ordinal);

    // A shop's templates are read again with its settings.
    public LetterWriter(IOptionsMonitor<StorefrontOptions> storefronts) => storefronts.OnChange(_ => read.Clear());

    public MailMessage Write(Letter letter, Storefront storefront, Language language, string to, string reference)
    {
        var templates = storefront.MailTemplates is { } directory ? read.GetOrAdd(directory, LetterTemplates.Read) : LetterTemplates.Standard;
        var (model, subject, text, html) = templates.Render(letter, storefront, language, reference);

        return new()
        {
            To = to,
            From = new Sender(storefront.Sender, storefront.Name, storefront.SendGridApiKey),
            Subject = subject,
            Text = text,
            Html = html,
            Template = storefront.Template(letter.Kind, language.Tag) is { } id ? new(id, model) : null,
            Category = letter.Kind,
            Reference = reference,
        };
    }
}
