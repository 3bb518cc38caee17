using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Letters;
using ResetService.Mail;
using ResetService.Storefronts;
using ResetService.Tickets;

namespace ResetService.Resets;

/// <summary>Does what a committed reset or support case left to do: their mails, and telling Redis. At least once, whatever crashes.</summary>
internal sealed partial class OutboxWorker(
    Outbox outbox, LetterWriter letters, IMailer mailer, SupportMails supportMails, TicketStore tickets, IOptionsMonitor<StorefrontOptions> storefronts, WakeUp wakeUp,
    ILogger<OutboxWorker> logger)
    : BackgroundService
{
    public const string Work = "outbox";

    private const int MessagesAtATime = 32;

    // One, when there is a hand for it: no lease runs out while its message waits.
    private const int TakenAtATime = 1;

    /// <summary>Pauses between the tries of a message: three days in all.</summary>
    internal static readonly TimeSpan[] Retries =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(24), TimeSpan.FromHours(48),
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var calls = await wakeUp.ListenAsync(Work);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MessagesAtATime };

        // No token for what is in hand: it is finished, and the mailer ends in time.
        await Parallel.ForEachAsync(DueAsync(calls, stoppingToken), parallel, async (message, _) => await DoAsync(message));
    }

    private async IAsyncEnumerable<OutboxMessage> DueAsync(WorkCalls calls, [EnumeratorCancellation] CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var due = await TakeAsync();
            foreach (var message in due) yield return message;

            if (due.Count == 0) await calls.WaitAsync(stopping);
        }
    }

    private async Task<IReadOnlyList<OutboxMessage>> TakeAsync()
    {
        IReadOnlyList<OutboxMessage> due = [];
        await TryAsync(async () => due = await outbox.TakeAsync(TakenAtATime, CancellationToken.None));
        return due;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A poison message must not block the others.")]
    private async Task DoAsync(OutboxMessage message)
    {
        try
        {
            // A message that takes the whole process down comes back by its lease, again and again.
            var outcome = message.Attempts > Retries.Length + 1 ? new(MailResult.Refused) : await HandleAsync(message);
            if (outcome.Result is MailResult.Sent) await outbox.DoneAsync(message, CancellationToken.None);
            else await LaterAsync(message, outcome);
        }
        catch (Exception failure)
        {
            LogFailed(message.Id, failure);
            await TryAsync(() => LaterAsync(message, new(MailResult.TryLater)));
        }
    }

    private async Task<MailOutcome> HandleAsync(OutboxMessage message)
    {
        switch (message.Kind)
        {
            case PasswordChanged.Kind:
                return await mailer.SendAsync(ChangedMail(JsonSerializer.Deserialize<PasswordChanged>(message.Payload)!), CancellationToken.None);
            case ResetCompleted.Kind:
                var completed = JsonSerializer.Deserialize<ResetCompleted>(message.Payload)!;
                await tickets.CompleteAsync(TicketId.Read(completed.Ticket), completed.At);
                return new(MailResult.Sent);
            case SupportCase.Kind:
                return await supportMails.SendCaseAsync(JsonSerializer.Deserialize<SupportCase>(message.Payload)!, CancellationToken.None);
            case SupportReceipt.Kind:
                return await supportMails.SendReceiptAsync(JsonSerializer.Deserialize<SupportReceipt>(message.Payload)!, CancellationToken.None);
            default:
                return new(MailResult.Refused);
        }
    }

    private async Task LaterAsync(OutboxMessage message, MailOutcome outcome)
    {
        if (outcome.Result is MailResult.Refused || message.Attempts > Retries.Length)
        {
            LogGivenUp(message.Id, message.Kind, message.Attempts);
            await outbox.GiveUpAsync(message, CancellationToken.None);
            return;
        }

        var pause = Retries[message.Attempts - 1];
        await outbox.LaterAsync(message, outcome.RetryAfter > pause ? outcome.RetryAfter.Value : pause, CancellationToken.None);
    }

    private MailMessage ChangedMail(PasswordChanged changed)
    {
        var storefront = storefronts.CurrentValue.Named(changed.Storefront);
        var network = changed.Network?.Replace(".0/24", ".x", StringComparison.Ordinal); // as people write it
        return letters.Write(new ChangedLetter(changed.At, network, changed.Device), storefront, storefront.LanguageOf(changed.Locale), changed.To, changed.Reference);
    }

    // Whatever fails, nothing is lost: a lease ends by itself and its message is due again. The worker goes on, and looks again after a while.
    [SuppressMessage("Design", "CA1031", Justification = "A fault of the database must not end the worker for good.")]
    private async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception fault)
        {
            LogFault(fault);
        }
    }

    [LoggerMessage(LogLevel.Error, "Outbox message {Id} failed; it will be tried again")]
    private partial void LogFailed(Guid id, Exception failure);

    [LoggerMessage(LogLevel.Error, "Outbox message {Id} ({Kind}) was given up after {Attempts} tries; it stays in the outbox, not done and not due")]
    private partial void LogGivenUp(Guid id, string kind, int attempts);

    [LoggerMessage(LogLevel.Error, "The outbox worker can't reach its table; it tries again every few seconds")]
    private partial void LogFault(Exception fault);
}
