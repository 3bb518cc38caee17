using SendGrid.Helpers.Mail;

namespace ResetService.Mail;

/// <summary>A mail in the words of SendGrid's POST /v3/mail/send.</summary>
internal static class SendGridMail
{
    public static SendGridMessage Write(MailMessage message, bool sandbox) => new()
    {
        Personalizations =
        [
            new Personalization
            {
                Tos = [new EmailAddress(message.To)],
                CustomArgs = new Dictionary<string, string> { ["reference"] = message.Reference },
                TemplateData = message.Template?.Data,
            },
        ],
        From = new EmailAddress(message.From.Address, message.From.Name),
        ReplyTo = message.ReplyTo is null ? null : new EmailAddress(message.ReplyTo),
        TemplateId = message.Template?.Id,
        Subject = message.Template is null ? message.Subject : null,
        PlainTextContent = message.Template is null ? message.Text : null,
        HtmlContent = message.Template is null ? message.Html : null,
        Categories = [message.Category],
        MailSettings = new MailSettings { SandboxMode = new SandboxMode { Enable = sandbox } },
        // Tracking would send the owner's link through someone else's address, and tell when a mail is read.
        TrackingSettings = new TrackingSettings
        {
            ClickTracking = new ClickTracking { Enable = false, EnableText = false },
            OpenTracking = new OpenTracking { Enable = false },
            SubscriptionTracking = new SubscriptionTracking { Enable = false },
        },
    };
}
