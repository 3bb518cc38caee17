using System.Diagnostics.CodeAnalysis;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Tickets;
using ResetService.Webhooks;

namespace ResetService.Resets;

/// <summary>Passes what the steps told on to the outbox: they themselves never wait for a database, and so can't tell by their time what it knows.</summary>
internal sealed partial class EventWorker(EventQueue queue, WebhookOutbox webhooks, Outbox outbox, WakeUp wakeUp, ILogger<EventWorker> logger) : BackgroundService
{
    // What steps tell. Of all else Postgres tells: nobody with access to Redis alone can say that a password was changed.
    private static readonly string[] Types = [WebhookEvents.Requested, WebhookEvents.Locked, WebhookEvents.CodeSent];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var calls = await wakeUp.ListenAsync(EventQueue.Work);
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!await PassOnAsync(stoppingToken)) await calls.WaitAsync(stoppingToken);
        }
    }

    /// <summary>One turn over all partitions. Nothing thrown here may stop the worker: what was leased is due again.</summary>
    /// <returns>False when nothing waited, or something failed.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "A fault of Redis or Postgres must not end the worker for good.")]
    private async Task<bool> PassOnAsync(CancellationToken stopping)
    {
        var any = false;
        try
        {
            foreach (var partition in TicketId.AllPartitions.TakeWhile(_ => !stopping.IsCancellationRequested))
            {
                foreach (var lease in await queue.TakeAsync(partition))
                {
                    any = true;
                    await PassOnAsync(lease);
                }
            }

            return any;
        }
        catch (Exception fault)
        {
            LogFault(fault);
            return false;
        }
    }

    private async Task PassOnAsync(EventLease lease)
    {
        if (lease.Read() is { } told && Types.Contains(told.Type, StringComparer.Ordinal))
        {
            await outbox.AddAsync(webhooks.MessagesOf(Told(told), name: $"{lease.Member}"), CancellationToken.None);
            wakeUp.Send(WebhookWorker.Work);
        }
        else
        {
            LogUnreadable(lease.Partition);
        }

        await queue.DropAsync(lease);
    }

    private static WebhookEvent Told(TicketEvent told) =>
        new(told.Type, told.At, told.Partner, told.Ticket.Value, told.Storefront, told.Reference is { Length: > 0 } reference ? reference : null);

    [LoggerMessage(LogLevel.Error, "An event of partition {Partition} can't be read and was dropped")]
    private partial void LogUnreadable(int partition);

    [LoggerMessage(LogLevel.Error, "The event worker can't reach Redis or Postgres; it tries again every few seconds")]
    private partial void LogFault(Exception fault);
}
