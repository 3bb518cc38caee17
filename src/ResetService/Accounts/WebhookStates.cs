using Microsoft.EntityFrameworkCore;

namespace ResetService.Accounts;

/// <summary>Which of the settings' endpoints are switched off.</summary>
internal sealed class WebhookStates(IDbContextFactory<AccountsDb> databases, TimeProvider clock)
{
    public async Task<bool> IsDisabledAsync(string name, Uri url, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.WebhookStates.AnyAsync(state => state.Name == name && state.Url == url.AbsoluteUri && state.DisabledAt != null, cancellation);
    }

    public async Task DisableAsync(string name, Uri url, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var known = await db.WebhookStates.Where(state => state.Name == name)
            .ExecuteUpdateAsync(state => state.SetProperty(s => s.Url, url.AbsoluteUri).SetProperty(s => s.DisabledAt, now), cancellation);
        if (known > 0) return;

        db.WebhookStates.Add(new() { Name = name, Url = url.AbsoluteUri, DisabledAt = now });
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException lost) when (UniqueKey.IsViolated(lost))
        {
            // Another worker was answered the same at the same time, and said so.
        }
    }

    /// <returns>False when it was not disabled.</returns>
    public async Task<bool> EnableAsync(string name, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.WebhookStates.Where(state => state.Name == name && state.DisabledAt != null)
            .ExecuteUpdateAsync(state => state.SetProperty(s => s.DisabledAt, (DateTimeOffset?)null), cancellation) > 0;
    }
}
