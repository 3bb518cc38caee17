using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace ResetService.Accounts;

/// <summary>Who does what waits in the outbox. A receiver of webhooks that is down for days must not keep a customer's mail waiting.</summary>
internal enum OutboxLane
{
    Own,
    Webhooks,
}

/// <summary>What is to be done after a commit, claimed by one worker at a time.</summary>
internal sealed class Outbox(IDbContextFactory<AccountsDb> databases, TimeProvider clock)
{
    /// <summary>Longer than a mail in hand can take, which the mailer ends before 45 s.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private const string Nothing = "{}";

    /// <summary>Of the messages in the lane of webhooks; the name of their endpoint follows.</summary>
    public const string WebhookKind = "webhook:";

    /// <summary>How long a webhook is tried at the most: longer than all its pauses, whatever its receiver asks for.</summary>
    public static readonly TimeSpan WebhookLife = TimeSpan.FromDays(4);

    /// <summary>Takes what is due in a lane, the oldest first, counting the attempt; what a dead worker held is due again when its lease ends.</summary>
    /// <param name="lane">Which.</param>
    /// <param name="notNow">Kinds to leave where they are.</param>
    /// <param name="most">How many.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<IReadOnlyList<OutboxMessage>> TakeAsync(OutboxLane lane, string[] notNow, int most, CancellationToken cancellation)
    {
        const string webhooks = $"{WebhookKind}%";
        var isWebhook = lane is OutboxLane.Webhooks;
        var now = clock.GetUtcNow();
        var leased = now + Lease;
        await using var db = await databases.CreateDbContextAsync(cancellation);

        if (db.Database.IsNpgsql())
        {
            return await db.Outbox.FromSql($"""
                UPDATE reset.outbox SET attempts = attempts + 1, next_attempt_at = {leased}
                WHERE id IN (
                    SELECT id FROM reset.outbox WHERE done_at IS NULL AND next_attempt_at <= {now} AND (kind LIKE {webhooks}) = {isWebhook} AND kind <> ALL ({notNow})
                    ORDER BY next_attempt_at LIMIT {most} FOR UPDATE SKIP LOCKED)
                RETURNING *
                """).AsNoTracking().ToListAsync(cancellation);
        }

        // SQLite has one writer at a time: nothing to skip.
        var toBinary = new Microsoft.EntityFrameworkCore.Storage.ValueConversion.DateTimeOffsetToBinaryConverter().ConvertToProviderTyped;
        return await db.Outbox.FromSql($"""
            UPDATE outbox SET attempts = attempts + 1, next_attempt_at = {toBinary(leased)}
            WHERE id IN (
                SELECT id FROM outbox WHERE done_at IS NULL AND next_attempt_at <= {toBinary(now)} AND (kind LIKE {webhooks}) = {isWebhook}
                    AND kind NOT IN (SELECT value FROM json_each({JsonSerializer.Serialize(notNow)}))
                ORDER BY next_attempt_at LIMIT {most})
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellation);
    }

    /// <summary>Adds what no other transaction writes. Their ids let it happen once: together they are there already, or none of them is.</summary>
    public async Task AddAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        db.Outbox.AddRange(messages);
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException added) when (UniqueKey.IsViolated(added))
        {
            // By a worker that died before it could say so.
        }
    }

    /// <summary>Begins anew with all webhooks that were given up of a kind.</summary>
    /// <returns>How many there are.</returns>
    public async Task<int> ReplayAsync(string kind, CancellationToken cancellation)
    {
        DateTimeOffset? now = clock.GetUtcNow();
        var giveUpAt = now + WebhookLife;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Outbox.Where(message => message.Kind == kind && message.DoneAt == null && message.NextAttemptAt == null)
            .ExecuteUpdateAsync(message => message.SetProperty(m => m.NextAttemptAt, now).SetProperty(m => m.GiveUpAt, giveUpAt).SetProperty(m => m.Attempts, 0), cancellation);
    }

    /// <summary>Keeps the row, so that it can be seen what was done and when, and none of what it said about a person.</summary>
    public Task DoneAsync(OutboxMessage message, CancellationToken cancellation) =>
        SetAsync(message, doneAt: clock.GetUtcNow(), next: null, cancellation);

    public Task LaterAsync(OutboxMessage message, TimeSpan pause, CancellationToken cancellation) =>
        SetAsync(message, doneAt: null, next: clock.GetUtcNow() + pause, cancellation);

    /// <summary>Leaves it in the table, not done and not due: for a person to look at.</summary>
    public Task GiveUpAsync(OutboxMessage message, CancellationToken cancellation) =>
        SetAsync(message, doneAt: null, next: null, cancellation);

    // A lease that ran out and was taken by another has a later attempt count: then this one changes nothing.
    private async Task SetAsync(OutboxMessage message, DateTimeOffset? doneAt, DateTimeOffset? next, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Outbox.Where(m => m.Id == message.Id && m.Attempts == message.Attempts)
            .ExecuteUpdateAsync(m => m
                .SetProperty(x => x.DoneAt, doneAt)
                .SetProperty(x => x.NextAttemptAt, next)
                .SetProperty(x => x.Payload, x => doneAt == null ? x.Payload : Nothing), cancellation);
    }
}
