using Microsoft.EntityFrameworkCore;
using ResetService.Hosting;

namespace ResetService.Accounts;

/// <summary>Finds the account of an address, and gives it a new password once.</summary>
internal sealed class AccountStore(IDbContextFactory<AccountsDb> databases, TimeProvider clock)
{
    /// <returns>The one account that may reset by mail, or null: none, more than one, disabled, unverified or with a second factor.</returns>
    public async Task<FoundAccount?> FindAsync(EmailAddress address, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await db.Accounts.AsNoTracking()
            .Where(account => account.EmailKey == address.Canonical && !account.Disabled && account.Verified && !account.Mfa)
            .OrderBy(account => account.Id)
            .Select(account => new FoundAccount(account.Id, account.Email, account.SecurityStamp, account.Locale, account.Storefront))
            .Take(2)
            .ToListAsync(cancellation);

        // The database's idea of equality never widens ours (Unicode look-alikes, collations).
        return found is [var account] && EmailAddress.TryParse(account.Email, out var onFile) && onFile.Canonical == address.Canonical ? account : null;
    }

    /// <summary>
    /// One transaction: the reset's record, the password, the outbox. The record's key lets it happen once; the account changes only while
    /// it is what the worker bound, so that of all open tickets of an account the first to commit wins.
    /// </summary>
    public async Task<ChangeOutcome> ChangePasswordAsync(PasswordChange change, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);

        db.PasswordResets.Add(change.Record);
        db.Outbox.AddRange(change.Outbox);
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException lost) when (UniqueKey.IsViolated(lost))
        {
            return ChangeOutcome.AlreadyHappened;
        }

        var changed = await db.Accounts
            .Where(account => account.Id == change.Record.AccountId && account.Email == change.Email && account.SecurityStamp == change.Stamp)
            .Where(account => !account.Disabled && account.Verified && !account.Mfa)
            .ExecuteUpdateAsync(account => account
                .SetProperty(a => a.PasswordHash, change.PasswordHash)
                .SetProperty(a => a.SecurityStamp, Account.DrawStamp())
                .SetProperty(a => a.PasswordChangedAt, change.Record.CompletedAt)
                .SetProperty(a => a.SessionsValidAfter, change.Record.CompletedAt), cancellation);
        if (changed == 0) return ChangeOutcome.Superseded; // leaving rolls back

        await transaction.CommitAsync(cancellation);
        return ChangeOutcome.Changed;
    }

    /// <returns>The reset that this ticket and pass completed, with the hash its account has now, while the same call is still answered; else null.</returns>
    public async Task<CompletedReset?> FindCompletedAsync(string ticketHash, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellation);

        return await db.PasswordResets.AsNoTracking()
            .Where(reset => reset.TicketHash == ticketHash && reset.AnswersUntil > now)
            .Join(db.Accounts, reset => reset.AccountId, account => account.Id,
                (reset, account) => new CompletedReset(reset.CompletedAt, reset.Storefront, account.PasswordHash))
            .SingleOrDefaultAsync(cancellation);
    }
}

internal sealed record FoundAccount(Guid Id, string Email, string Stamp, string? Locale, string? Storefront)
{
    public override string ToString() => nameof(FoundAccount);
}

/// <param name="Record">The reset, which names the account.</param>
/// <param name="Email">The address on file that the worker bound.</param>
/// <param name="Stamp">The security stamp that the worker bound.</param>
/// <param name="PasswordHash">The new password's.</param>
/// <param name="Outbox">What is to be done after the commit.</param>
internal sealed record PasswordChange(PasswordReset Record, string Email, string Stamp, string PasswordHash, IReadOnlyList<OutboxMessage> Outbox)
{
    public override string ToString() => nameof(PasswordChange);
}

internal enum ChangeOutcome
{
    Changed,

    /// <summary>This very ticket and pass set a password before.</summary>
    AlreadyHappened,

    /// <summary>The account is no longer what was bound: another reset or change came first, or it may no longer reset by mail.</summary>
    Superseded,
}

internal sealed record CompletedReset(DateTimeOffset CompletedAt, string Storefront, string PasswordHash)
{
    public override string ToString() => nameof(CompletedReset);
}
