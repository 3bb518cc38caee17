using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using ResetService.Hosting;

namespace ResetService.Accounts;

/// <summary>Finds the account of an address, and gives it a new password once.</summary>
internal sealed partial class AccountStore
{
    private readonly IDbContextFactory<AccountsDb> databases;
    private readonly IAccountTable table;
    private readonly TimeProvider clock;
    private readonly ILogger<AccountStore> logger;
    private readonly Meter meter;
    private readonly Counter<long> ambiguous;

    public AccountStore(IDbContextFactory<AccountsDb> databases, IAccountTable table, TimeProvider clock, IMeterFactory meters, ILogger<AccountStore> logger)
    {
        (this.databases, this.table, this.clock, this.logger) = (databases, table, clock, logger);
        meter = meters.Create(nameof(ResetService));
        ambiguous = meter.CreateCounter<long>("reset.accounts.ambiguous", "{lookup}", "Look-ups of an address that more than one account has");
    }

    /// <returns>The one account that may reset by mail, or null: none, more than one, disabled, unverified or with a second factor.</returns>
    public async Task<FoundAccount?> FindAsync(EmailAddress address, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = (await OfAsync(db, address, cancellation)).Where(account => account.MayReset).ToList();
        if (found.Count > 1)
        {
            ambiguous.Add(1);
            LogAmbiguous();
        }

        return found is [var account] ? account : null;
    }

    /// <returns>The hash that the sign-in of an address compares, whether or not its account may reset by mail; null when there is no such account, or more than one.</returns>
    public async Task<string?> FindHashAsync(EmailAddress address, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await OfAsync(db, address, cancellation) is [var account] ? await table.ReadHashAsync(db, account.Id, cancellation) : null;
    }

    /// <returns>The hashes that a new password may not be of: the account's own, then those it had before, the latest first.</returns>
    public async Task<IReadOnlyList<string>> RecentHashesAsync(string accountId, int count, CancellationToken cancellation)
    {
        if (count == 0) return [];

        await using var db = await databases.CreateDbContextAsync(cancellation);
        var current = await table.ReadHashAsync(db, accountId, cancellation);
        var remembered = await Remembered(db, accountId).Take(count - 1).Select(password => password.PasswordHash).ToListAsync(cancellation);
        return current is null ? remembered : [current, .. remembered];
    }

    /// <summary>
    /// One transaction: the reset's record, the password, the outbox. The record's key lets it happen once; the account changes only while
    /// it is what the worker bound, so that of all open tickets of an account the first to commit wins.
    /// </summary>
    public async Task<ChangeOutcome> ChangePasswordAsync(PasswordChange change, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);

        var due = change.Record.CompletedAt; // by the clock that the workers look at
        await SettleTimeAsync(db, change.Record, cancellation);
        db.PasswordResets.Add(change.Record);
        foreach (var message in change.Outbox())
        {
            message.NextAttemptAt = due;
            db.Outbox.Add(message);
        }

        await RememberAsync(db, change, cancellation);
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException lost) when (UniqueKey.IsViolated(lost))
        {
            return ChangeOutcome.AlreadyHappened;
        }

        if (await table.ChangePasswordAsync(db, change, cancellation) != 1) return ChangeOutcome.Superseded; // leaving rolls back

        await transaction.CommitAsync(cancellation);
        return ChangeOutcome.Changed;
    }

    /// <returns>The reset that this ticket and pass completed, with the hash its account has now, while the same call is still answered; else null.</returns>
    public async Task<CompletedReset?> FindCompletedAsync(string ticketHash, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellation);

        var reset = await db.PasswordResets.AsNoTracking().SingleOrDefaultAsync(reset => reset.TicketHash == ticketHash && reset.AnswersUntil > now, cancellation);
        return reset is not null && await table.ReadHashAsync(db, reset.AccountId, cancellation) is { } hash ? new(reset.CompletedAt, reset.Storefront, hash) : null;
    }

    // The database's idea of equality never widens ours (Unicode look-alikes, collations).
    private async Task<IReadOnlyList<FoundAccount>> OfAsync(AccountsDb db, EmailAddress address, CancellationToken cancellation) =>
        [.. (await table.FindAsync(db, address, cancellation)).Where(account => EmailAddress.TryParse(account.Email, out var onFile) && onFile.Canonical == address.Canonical)];

    // A sign-in by the old password can have come while the row was waited for, and by a clock that is ahead of ours. Its session is over too.
    private async Task SettleTimeAsync(AccountsDb db, PasswordReset reset, CancellationToken cancellation)
    {
        if (await table.HoldAsync(db, reset.AccountId, cancellation) is { } held && held > reset.CompletedAt)
            reset.CompletedAt = DateTimeOffset.FromUnixTimeMilliseconds(held.ToUnixTimeMilliseconds() + 1); // rounded up
    }

    private static IQueryable<RememberedPassword> Remembered(AccountsDb db, string accountId) =>
        db.PasswordHistory.Where(password => password.AccountId == accountId).OrderByDescending(password => password.ReplacedAt);

    // No more hashes are kept than are compared. The service may delete nothing: the oldest row gives its place to the newest hash, and what
    // a smaller number leaves over is emptied.
    private async Task RememberAsync(AccountsDb db, PasswordChange change, CancellationToken cancellation)
    {
        var (id, at) = (change.Record.AccountId, change.Record.CompletedAt);
        var replaced = change.Remembered > 0 ? await ReadRememberableAsync(db, id, cancellation) : null;
        var over = await Remembered(db, id).Skip(replaced is null ? change.Remembered : change.Remembered - 1).ToListAsync(cancellation);
        foreach (var password in over) password.PasswordHash = "";
        if (replaced is null) return;

        if (over is [.., var oldest])
            (oldest.PasswordHash, oldest.ReplacedAt) = (replaced, at);
        else
            db.PasswordHistory.Add(new() { Id = Guid.CreateVersion7(), AccountId = id, PasswordHash = replaced, ReplacedAt = at });
    }

    // A shop's column may hold what is longer than any format's hash.
    private async Task<string?> ReadRememberableAsync(AccountsDb db, string id, CancellationToken cancellation) =>
        await table.ReadHashAsync(db, id, cancellation) is { Length: > 0 and <= RememberedPasswordConfiguration.HashLength } hash ? hash : null;

    [LoggerMessage(LogLevel.Error, "More than one account has the address that a code was asked for, so none gets it. Find the accounts whose addresses differ in upper and lower case alone, and leave one")]
    private partial void LogAmbiguous();
}

/// <param name="Record">The reset, which names the account; its time becomes later where the account's row has to be waited for.</param>
/// <param name="Email">The address on file that the worker bound.</param>
/// <param name="Stamp">The security stamp that the worker bound.</param>
/// <param name="PasswordHash">The new password's.</param>
/// <param name="Remembered">How many hashes that the account had before are kept.</param>
/// <param name="Outbox">Makes what is to be done after the commit, once the record says when that was.</param>
internal sealed record PasswordChange(
    PasswordReset Record, string Email, string Stamp, string PasswordHash, int Remembered, Func<IEnumerable<OutboxMessage>> Outbox)
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
