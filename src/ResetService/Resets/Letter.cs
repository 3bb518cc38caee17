using System.Text;
using System.Text.Encodings.Web;
using ResetService.Mail;
using ResetService.Storefronts;

namespace ResetService.Resets;

/// <summary>A mail in a shop's name, written once and rendered as text and as HTML, so that both say the same.</summary>
internal sealed class Letter(Storefront storefront, string category, string reference)
{
    private readonly StringBuilder text = new();
    private readonly StringBuilder html = new();

    public Letter Paragraph(string words) => Add($"{words}\n\n", $"<p>{Encode(words)}</p>\n");

    /// <summary>A line that must be found at a glance.</summary>
    public Letter Highlight(string words) =>
        Add($"    {words}\n\n", $"<p style=\"font-size:28px;font-weight:bold;letter-spacing:4px\">{Encode(words)}</p>\n");

    public Letter Link(Uri address, string words) =>
        Add($"{words}:\n{address.OriginalString}\n\n", $"<p><a href=\"{Encode(address.OriginalString)}\">{Encode(words)}</a></p>\n");

    public MailMessage To(string address, string subject) => new()
    {
        To = address,
        From = new Sender(storefront.Sender, storefront.Name, storefront.SendGridApiKey),
        Subject = subject,
        Text = text.ToString().TrimEnd() + "\n",
        Html = $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>{Encode(subject)}</title></head>
            <body style="font-family:sans-serif;font-size:16px;line-height:1.5;max-width:36em;margin:auto;padding:16px">
            {html}</body></html>
            """,
        Category = category,
        Reference = reference,
    };

    private Letter Add(string asText, string asHtml)
    {
        text.Append(asText);
        html.Append(asHtml);
        return this;
    }

    private static string Encode(string words) => HtmlEncoder.Default.Encode(words);
}
