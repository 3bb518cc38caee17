using System.Text.Json;
using Microsoft.Extensions.Options;
using ResetService.Accounts;
using ResetService.Letters;
using ResetService.Mail;
using ResetService.Storefronts;
using ResetService.Tickets;

namespace ResetService.Resets;

/// <summary>Does what a committed reset or support case left to do: their mails, and telling Redis. At least once, whatever crashes.</summary>
internal sealed class OutboxWorker(
    OutboxLoop loop, LetterWriter letters, CountedMailer mailer, SupportMails supportMails, TicketStore tickets, IOptionsMonitor<StorefrontOptions> storefronts)
    : BackgroundService
{
    public const string Work = "outbox";

    private const int MessagesAtATime = 32;

    /// <summary>Pauses between the tries of a message: three days in all.</summary>
    internal static readonly TimeSpan[] Retries =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(24), TimeSpan.FromHours(48),
    ];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loop.RunAsync(OutboxLane.Own, Work, new Hands(MessagesAtATime, MessagesAtATime), Retries, DoAsync, stoppingToken);

    private async Task<OutboxOutcome> DoAsync(OutboxMessage message)
    {
        switch (message.Kind)
        {
            case PasswordChanged.Kind:
                return OutcomeOf(await mailer.SendAsync(ChangedMail(JsonSerializer.Deserialize<PasswordChanged>(message.Payload)!), CancellationToken.None));
            case ResetCompleted.Kind:
                var completed = JsonSerializer.Deserialize<ResetCompleted>(message.Payload)!;
                await tickets.CompleteAsync(TicketId.Read(completed.Ticket), completed.At);
                return OutboxOutcome.Done;
            case SupportCase.Kind:
                return OutcomeOf(await supportMails.SendCaseAsync(JsonSerializer.Deserialize<SupportCase>(message.Payload)!, CancellationToken.None));
            case SupportReceipt.Kind:
                return OutcomeOf(await supportMails.SendReceiptAsync(JsonSerializer.Deserialize<SupportReceipt>(message.Payload)!, CancellationToken.None));
            default:
                return OutboxOutcome.GiveUp;
        }
    }

    private static OutboxOutcome OutcomeOf(MailOutcome mail) => mail.Result switch
    {
        MailResult.Sent => OutboxOutcome.Done,
        MailResult.Refused => OutboxOutcome.GiveUp,
        _ => new(OutboxResult.TryLater, mail.RetryAfter),
    };

    private MailMessage ChangedMail(PasswordChanged changed)
    {
        var storefront = storefronts.CurrentValue.Named(changed.Storefront);
        var network = changed.Network?.Replace(".0/24", ".x", StringComparison.Ordinal); // as people write it
        return letters.Write(new ChangedLetter(changed.At, network, changed.Device), storefront, storefront.LanguageOf(changed.Locale), changed.To, changed.Reference);
    }
}
