using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ResetService.Hosting;
using ResetService.Mail;
using ResetService.Tickets;
using ResetService.Webhooks;

namespace ResetService.Resets;

/// <summary>Takes waiting mails, many at a time. Stopping takes no more and finishes those in hand; what dies in hand is due again when its lease ends.</summary>
internal sealed partial class MailWorker(MailQueue queue, SendMail sendMail, Subscriptions subscriptions, WakeUp wakeUp, TimeProvider clock, ILogger<MailWorker> logger) : BackgroundService
{
    // A slow provider answers after seconds: this many mails wait for it at a time.
    private const int MailsAtATime = 32;

    /// <summary>Pauses between the tries of a mail. A code dies after 10 minutes, so there is no sense in more.</summary>
    internal static readonly TimeSpan[] Retries =
    [
        TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(4),
    ];

    // A link can be the only mail that its address gets in a day, and lives as long.
    private static readonly TimeSpan[] LinkRetries =
        [.. Retries, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var calls = await wakeUp.ListenAsync(MailQueue.WorkPrefix);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MailsAtATime };

        // No token for what is in hand: the mailer ends it in time.
        await Parallel.ForEachAsync(DueAsync(calls, stoppingToken), parallel, async (lease, _) => await DeliverAsync(lease, CancellationToken.None));
    }

    /// <summary>One mail, from its lease to its end. Nothing thrown here may stop the worker: what failed is tried again a bounded number of times.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A poison entry must not block the others.")]
    internal async Task DeliverAsync(MailLease lease, CancellationToken cancellation)
    {
        var (tries, retries) = (1, Retries);
        try
        {
            if (await queue.BeginAsync(lease) is not { } waiting) return;

            (tries, retries) = (waiting.Try, waiting.IsLink ? LinkRetries : Retries);
            if (waiting.IsTooLate)
            {
                LogTooLate(waiting.Ticket, waiting.Reference);
                await queue.GiveUpAsync(lease, "too late");
                return;
            }

            // A mail that takes the whole process down comes back by its lease, again and again.
            var outcome = tries > retries.Length + 1 ? new MailOutcome(MailResult.Refused, Reason: "tries spent") : await sendMail.SendAsync(waiting, cancellation);
            await SettleAsync(lease, waiting, retries, outcome);
        }
        catch (FormatException unreadable)
        {
            LogUnreadable(unreadable);
            await TryAsync(() => queue.GiveUpAsync(lease, "unreadable"));
        }
        catch (Exception failure)
        {
            LogFailed(lease.Partition, failure);
            await TryAsync(() => LaterAsync(lease, tries, retries, retryAfter: null, "failed"));
        }
    }

    private async Task SettleAsync(MailLease lease, WaitingMail waiting, TimeSpan[] retries, MailOutcome? outcome)
    {
        switch (outcome)
        {
            case null:
                await queue.DoneAsync(lease);
                break;
            case { Result: MailResult.Sent }:
                await queue.DoneAsync(lease, waiting, subscriptions.Wanted(WebhookEvents.CodeSent, waiting.Partner));
                break;
            case { Result: MailResult.Refused } refused:
                LogGivenUp(waiting.Ticket, waiting.Reference, refused.Reason);
                await queue.GiveUpAsync(lease, refused.Reason ?? "refused");
                break;
            case { } later:
                await LaterAsync(lease, waiting.Try, retries, later.RetryAfter, later.Reason);
                break;
        }
    }

    private async Task LaterAsync(MailLease lease, int tries, TimeSpan[] retries, TimeSpan? retryAfter, string? reason)
    {
        if (tries > retries.Length)
        {
            LogTriesSpent(lease.Partition, tries, reason);
            await queue.GiveUpAsync(lease, reason ?? "tries spent");
            return;
        }

        var pause = retries[tries - 1];
        await queue.LaterAsync(lease, retryAfter > pause ? retryAfter.Value : pause);
    }

    // Leases are taken one by one, when there is a hand for the mail: none runs out while it waits.
    private async IAsyncEnumerable<MailLease> DueAsync(WorkCalls calls, [EnumeratorCancellation] CancellationToken stopping)
    {
        var partitions = TicketId.AllPartitions.ToHashSet();
        var lookedEverywhere = clock.GetTimestamp();
        while (!stopping.IsCancellationRequested)
        {
            foreach (var partition in partitions.ToArray())
            {
                if (stopping.IsCancellationRequested) yield break;

                MailLease? lease = null;
                await TryAsync(async () => lease = await queue.TakeAsync(partition));
                if (lease is { } taken) yield return taken;
                else partitions.Remove(partition);
            }

            var heard = partitions.Count > 0 ? calls.Drain() : await calls.WaitAsync(stopping);
            partitions.UnionWith(heard.Select(MailQueue.PartitionOf).OfType<int>());

            // Retries, and leases of the dead, are announced by nobody; no stream of calls may keep the worker from them.
            if (partitions.Count > 0 && clock.GetElapsedTime(lookedEverywhere) < WorkCalls.Poll) continue;
            partitions.UnionWith(TicketId.AllPartitions);
            lookedEverywhere = clock.GetTimestamp();
        }
    }

    // Whatever fails, nothing is lost: a lease ends by itself and its mail is due again. The worker goes on, and looks again after a while.
    [SuppressMessage("Design", "CA1031", Justification = "A fault of Redis must not end the worker for good.")]
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

    [LoggerMessage(LogLevel.Error, "A queued mail can't be read and went to the dead letters; was Keys:Previous dropped too early?")]
    private partial void LogUnreadable(Exception unreadable);

    [LoggerMessage(LogLevel.Error, "A mail of partition {Partition} failed; it will be tried again")]
    private partial void LogFailed(int partition, Exception failure);

    [LoggerMessage(LogLevel.Error, "The provider refused the mail of ticket {Ticket}, reference {Reference}, for good ({Reason}); it went to the dead letters")]
    private partial void LogGivenUp(TicketId ticket, string reference, string? reason);

    [LoggerMessage(LogLevel.Error, "The mail of ticket {Ticket}, reference {Reference}, could not go out while its code or link lived; it went to the dead letters")]
    private partial void LogTooLate(TicketId ticket, string reference);

    [LoggerMessage(LogLevel.Error, "A mail of partition {Partition} failed {Tries} times, last with {Reason}; it went to the dead letters")]
    private partial void LogTriesSpent(int partition, int tries, string? reason);

    [LoggerMessage(LogLevel.Error, "The mail worker can't reach its queue; it tries again every few seconds")]
    private partial void LogFault(Exception fault);
}
