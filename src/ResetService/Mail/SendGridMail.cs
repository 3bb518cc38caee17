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
            },
        ],
        From = new EmailAddress(message.From.Address, message.From.Name),
        Subject = message.Subject,
        PlainTextContent = message.Text,
        HtmlContent = message.Html,
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
