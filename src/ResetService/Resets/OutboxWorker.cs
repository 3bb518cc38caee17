using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Mail;
using ResetService.Storefronts;
using ResetService.Tickets;

namespace ResetService.Resets;

/// <summary>Does what a committed reset left to do: the "password changed" mail, and telling Redis. At least once, whatever crashes.</summary>
internal sealed partial class OutboxWorker(
    Outbox outbox, IMailer mailer, TicketStore tickets, IOptionsMonitor<StorefrontOptions> storefronts, WakeUp wakeUp, TimeProvider clock, ILogger<OutboxWorker> logger)
    : BackgroundService
{
    public const string Work = "outbox";

    private const int MessagesAtATime = 32;

    internal static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    /// <summary>Pauses between the tries of a message: three days in all.</summary>
    internal static readonly TimeSpan[] Retries =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(24), TimeSpan.FromHours(48),
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var woken = await wakeUp.ListenAsync(Work);
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!await TurnAsync(stoppingToken)) await WaitAsync(woken, stoppingToken);
        }
    }

    /// <summary>One turn: takes what is due and does it.</summary>
    /// <returns>False when nothing was due.</returns>
    internal async Task<bool> TurnAsync(CancellationToken cancellation)
    {
        try
        {
            var due = await outbox.TakeAsync(MessagesAtATime, cancellation);
            await Task.WhenAll(due.Select(DoAsync));
            return due.Count > 0;
        }
        catch (Exception outage) when (Faults.IsOutage(outage))
        {
            LogOutage(outage);
            return false;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A poison message must not block the others.")]
    private async Task DoAsync(OutboxMessage message)
    {
        // No token: what is in hand is finished, and the mailer ends in time.
        try
        {
            var outcome = await HandleAsync(message);
            if (outcome.Result is MailResult.Sent) await outbox.DoneAsync(message, CancellationToken.None);
            else await LaterAsync(message, outcome);
        }
        catch (Exception failure)
        {
            LogFailed(message.Id, failure);
            await LaterAsync(message, new(MailResult.TryLater));
        }
    }

    private async Task<MailOutcome> HandleAsync(OutboxMessage message)
    {
        switch (message.Kind)
        {
            case PasswordChanged.Kind:
                return await mailer.SendAsync(ChangedMail(JsonSerializer.Deserialize<PasswordChanged>(message.Payload)!, message.Id), CancellationToken.None);
            case ResetCompleted.Kind:
                var completed = JsonSerializer.Deserialize<ResetCompleted>(message.Payload)!;
                await tickets.CompleteAsync(TicketId.Read(completed.Ticket), completed.At);
                return new(MailResult.Sent);
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

    private MailMessage ChangedMail(PasswordChanged changed, Guid id)
    {
        var storefront = storefronts.CurrentValue.Named(changed.Storefront);
        return new Letter(storefront, "password-changed", $"{id:N}")
            .Paragraph($"The password of your account at {storefront.Name} was changed on {changed.At.UtcDateTime:d MMMM yyyy} at {changed.At.UtcDateTime:HH:mm} UTC. Everyone who was signed in has been signed out.")
            .Link(storefront.SignInUrl!, "Sign in with the new password")
            .Paragraph($"If this wasn't you, write to {storefront.SupportEmail} at once: someone else may read your mail.")
            .To(changed.To, $"Your password for {storefront.Name} was changed");
    }

    private async Task WaitAsync(ChannelReader<string> woken, CancellationToken stopping)
    {
        using var poll = new CancellationTokenSource(Poll, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(poll.Token, stopping);
        try
        {
            await woken.WaitToReadAsync(either.Token);
            while (woken.TryRead(out _)) { }
        }
        catch (OperationCanceledException)
        {
            // Time to look, or to stop.
        }
    }

    [LoggerMessage(LogLevel.Error, "Outbox message {Id} failed; it will be tried again")]
    private partial void LogFailed(Guid id, Exception failure);

    [LoggerMessage(LogLevel.Error, "Outbox message {Id} ({Kind}) was given up after {Attempts} tries; it stays in the outbox, not done and not due")]
    private partial void LogGivenUp(Guid id, string kind, int attempts);

    [LoggerMessage(LogLevel.Error, "The database does not answer the outbox worker; it goes on when the database is back")]
    private partial void LogOutage(Exception outage);
}
