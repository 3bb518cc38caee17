using Microsoft.EntityFrameworkCore;

namespace ResetService.Accounts;

/// <summary>What became of mails, each event once.</summary>
internal sealed class MailEventStore(IDbContextFactory<AccountsDb> databases)
{
    // Who loses a race finds in the next look what the other has written; a third is for a third.
    private const int Looks = 3;

    /// <summary>Keeps what is new, all of it or nothing. SendGrid may send an event again, and under another id: one of the same mail, kind and moment is the same.</summary>
    /// <param name="events">What was told.</param>
    /// <param name="outboxOf">What is to be done about a new one.</param>
    /// <param name="cancellation">Ends with the call.</param>
    /// <returns>The new ones.</returns>
    public async Task<IReadOnlyList<MailEvent>> KeepAsync(
        IReadOnlyList<MailEvent> events, Func<MailEvent, IEnumerable<OutboxMessage>> outboxOf, CancellationToken cancellation)
    {
        for (var look = 1; ; look++)
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var news = await NewsAsync(db, events, cancellation);
            db.MailEvents.AddRange(news);
            db.Outbox.AddRange(news.SelectMany(outboxOf));
            try
            {
                await db.SaveChangesAsync(cancellation);
                return news;
            }
            catch (DbUpdateException lost) when (look < Looks && UniqueKey.IsViolated(lost))
            {
                // The same batch came twice at the same moment.
            }
        }
    }

    /// <returns>All that is known of these mails, in the order in which it happened.</returns>
    public async Task<IReadOnlyList<MailEvent>> OfAsync(IReadOnlyList<string> references, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.MailEvents.AsNoTracking().Where(known => references.Contains(known.Reference)).OrderBy(known => known.At).ToListAsync(cancellation);
    }

    private static async Task<IReadOnlyList<MailEvent>> NewsAsync(AccountsDb db, IReadOnlyList<MailEvent> events, CancellationToken cancellation)
    {
        var ids = events.Select(told => told.Id).ToArray();
        var messages = events.Select(told => told.MessageId).Distinct().ToArray();
        var known = await db.MailEvents.AsNoTracking().Where(told => ids.Contains(told.Id) || messages.Contains(told.MessageId)).ToListAsync(cancellation);

        var (seenIds, seen) = (known.Select(told => told.Id).ToHashSet(StringComparer.Ordinal), known.Select(Moment).ToHashSet());
        return [.. events.Where(told => !seenIds.Contains(told.Id) && seen.Add(Moment(told)) && seenIds.Add(told.Id))];
    }

    private static (string, string, DateTimeOffset) Moment(MailEvent told) => (told.MessageId, told.Kind, told.At);
}
