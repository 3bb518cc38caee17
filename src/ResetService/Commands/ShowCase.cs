using System.Globalization;
using ResetService.Accounts;

namespace ResetService.Commands;

internal static class ShowCase
{
    /// <summary>Shows a case and what became of its mails and of the mail that its customer waited for; by a mail's own reference, what became of that.</summary>
    /// <returns>0 when something is known by the reference, else 1.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, string reference, CancellationToken cancellation)
    {
        var quoted = reference.Trim().ToUpperInvariant(); // as a customer reads it out
        var request = await services.GetRequiredService<SupportStore>().FindAsync(quoted, cancellation);
        var events = await services.GetRequiredService<MailEventStore>().OfAsync([.. new[] { quoted, request?.MailReference }.OfType<string>()], cancellation);

        if (request is null && events.Count == 0)
        {
            await Console.Error.WriteLineAsync("Nothing is known by that reference.");
            return 1;
        }

        if (request is not null) await Console.Out.WriteLineAsync(Describe(request));
        foreach (var told in events) await Console.Out.WriteLineAsync(Describe(told));
        if (events.Count == 0) await Console.Out.WriteLineAsync("SendGrid has told nothing of its mails.");
        return 0;
    }

    private static string Describe(SupportRequest request) => string.Create(CultureInfo.InvariantCulture, $"""
        Case {request.Reference} of {request.CreatedAt.UtcDateTime:u}, storefront {request.Storefront}, language {request.Locale}
        Account, as typed: {request.Email}
        Answer to: {request.ContactEmail}
        Last mail to the account: {request.MailReference ?? "none was asked for"}

        {request.Message.ReplaceLineEndings()}

        """);

    private static string Describe(MailEvent told) => string.Create(
        CultureInfo.InvariantCulture, $"{told.At.UtcDateTime:u}  {told.Reference}  {told.Mail ?? "mail"}  {told.Kind}  {told.Reason}").TrimEnd();
}
