using Microsoft.EntityFrameworkCore;
using ResetService.Hosting;

namespace ResetService.Accounts;

/// <summary>The service's own table, <c>reset.accounts</c>.</summary>
internal sealed class OwnAccounts : IAccountTable
{
    public async Task<IReadOnlyList<FoundAccount>> FindAsync(AccountsDb db, EmailAddress address, CancellationToken cancellation) =>
        await db.Accounts.AsNoTracking()
            .Where(account => account.EmailKey == address.Canonical)
            .OrderByDescending(account => !account.Disabled && account.Verified && !account.Mfa)
            .Take(2)
            .Select(account => new FoundAccount(
                $"{account.Id}", account.Email, account.SecurityStamp, account.Locale, account.Storefront, !account.Disabled && account.Verified && !account.Mfa))
            .ToListAsync(cancellation);

    public Task<string?> ReadHashAsync(AccountsDb db, string id, CancellationToken cancellation)
    {
        var key = Guid.Parse(id);
        return db.Accounts.Where(account => account.Id == key).Select(account => account.PasswordHash).SingleOrDefaultAsync(cancellation);
    }

    public async Task<DateTimeOffset?> HoldAsync(AccountsDb db, string id, CancellationToken cancellation)
    {
        if (!db.Database.IsNpgsql()) return null;

        var key = Guid.Parse(id);
        var held = db.Database.SqlQuery<DateTimeOffset>(
            $"""SELECT clock_timestamp() AS "Value" FROM (SELECT 1 FROM reset.accounts WHERE id = {key} FOR UPDATE) AS held""");
        return await held.ToListAsync(cancellation) is [var at] ? at : null;
    }

    public Task<int> ChangePasswordAsync(AccountsDb db, PasswordChange change, CancellationToken cancellation)
    {
        var key = Guid.Parse(change.Record.AccountId);
        return db.Accounts
            .Where(account => account.Id == key && account.Email == change.Email && account.SecurityStamp == change.Stamp)
            .Where(account => !account.Disabled && account.Verified && !account.Mfa)
            .ExecuteUpdateAsync(account => account
                .SetProperty(a => a.PasswordHash, change.PasswordHash)
                .SetProperty(a => a.SecurityStamp, Account.DrawStamp())
                .SetProperty(a => a.PasswordChangedAt, change.Record.CompletedAt)
                .SetProperty(a => a.SessionsValidAfter, change.Record.CompletedAt), cancellation);
    }
}
