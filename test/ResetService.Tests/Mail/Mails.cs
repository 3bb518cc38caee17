using ResetService.Mail;

namespace ResetService.Tests.Mail;

/// <summary>Mails to send in tests.</summary>
internal static class Mails
{
    public const string Code = "483920";

    public static MailMessage To(string address, string reference = "K7QX") => new()
    {
        To = address,
        From = new Sender("no-reply@shop.example", "Shop & Söhne"),
        Subject = "Ihr Code für <Shop>",
        Text = $"Your code is {Code}.\nReference {reference}",
        Html = $"<p>Your code is <b>{Code}</b>.</p>",
        Category = "password-reset-code",
        Reference = reference,
    };
}
