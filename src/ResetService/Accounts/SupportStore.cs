using Microsoft.EntityFrameworkCore;

namespace ResetService.Accounts;

/// <summary>Customers' cases, for the shop's people.</summary>
internal sealed class SupportStore(IDbContextFactory<AccountsDb> databases)
{
    /// <summary>Keeps a case and what is to be done about it, in one transaction. Its reference lets it happen once.</summary>
    /// <returns>The case of that reference: this one, or the one that came first.</returns>
    public async Task<SupportRequest> KeepAsync(SupportRequest request, IReadOnlyList<OutboxMessage> outbox, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        db.SupportRequests.Add(request);
        db.Outbox.AddRange(outbox);
        try
        {
            await db.SaveChangesAsync(cancellation);
            return request;
        }
        catch (DbUpdateException lost) when (UniqueKey.IsViolated(lost))
        {
            return (await FindAsync(request.Reference, cancellation))!;
        }
    }

    public async Task<SupportRequest?> FindAsync(string reference, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.SupportRequests.AsNoTracking().SingleOrDefaultAsync(request => request.Reference == reference, cancellation);
    }
}
