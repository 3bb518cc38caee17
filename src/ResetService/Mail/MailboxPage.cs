using System.Net.Mime;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using ResetService.Hosting;

namespace ResetService.Mail;

/// <summary>The mailbox for people, and as JSON for programs.</summary>
internal static class MailboxPage
{
    public static Results<Ok<IEnumerable<MailJson>>, ContentHttpResult> Handle(
        HttpContext http, MailboxMailer mailbox, string? to = null, string? format = null)
    {
        http.Response.Headers.CacheControl = "no-store";
        var mails = mailbox.Mails(to);

        if (format == "json" || http.Request.GetTypedHeaders().Accept.Any(accept => accept.MediaType == MediaTypeNames.Application.Json))
            return TypedResults.Ok(mails.Select(MailJson.Of));

        return DevelopmentPage.Of(http, "Mailbox", Style, $"""
            <p>Mails of this development run, newest first. Reload the page for new ones.</p>
            {(mails.Count == 0 ? "<p>No mail yet.</p>" : string.Concat(mails.Select(Article)))}
            """);
    }

    private static string Article(MailboxMail mail) => $"""
        <article>
        <h2>{Encode(mail.Message.Subject)}</h2>
        <p>To <b>{Encode(mail.Message.To)}</b> from {Encode(mail.Message.From.Name)} &lt;{Encode(mail.Message.From.Address)}&gt;,
        <time datetime="{mail.SentAt:O}">{mail.SentAt:u}</time></p>
        <pre>{Encode(mail.Message.Text)}</pre>
        </article>

        """;

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private const string Style = """
        body { margin: 2rem auto; max-width: 44rem; padding: 0 1rem; }
        article { border-top: 1px solid; }
        h2 { font-size: 1.1rem; margin-bottom: 0; }
        p { margin: 0; }
        pre { font: inherit; overflow-wrap: anywhere; white-space: pre-wrap; }
        """;
}

/// <summary>A mail as programs read it.</summary>
internal sealed record MailJson(
    string To, string From, string Subject, string Reference, string Text, string Html, string Category, DateTimeOffset SentAt)
{
    public static MailJson Of(MailboxMail mail) => new(
        mail.Message.To, mail.Message.From.Address, mail.Message.Subject, mail.Message.Reference, mail.Message.Text, mail.Message.Html,
        mail.Message.Category, mail.SentAt);

    public override string ToString() => nameof(MailJson); // an address and a code are inside
}
