using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using ResetService.Hosting;

namespace ResetService.Accounts;

/// <summary>How long the hashes of new passwords are, which only who makes them knows.</summary>
internal sealed record HashLength(int Characters);

/// <summary>The shop's own users table, in Postgres.</summary>
internal sealed class ShopAccounts(IOptions<AccountOptions> options, HashLength? hash = null) : IAccountTable
{
    private ShopStatements? statements;

    /// <exception cref="OptionsValidationException">The table isn't as the settings say.</exception>
    public async Task<ShopStatements> CheckAsync(AccountsDb db, CancellationToken cancellation) =>
        statements = new(await ShopTable.ReadAsync(db, options.Value, hash, cancellation), options.Value.EmailLookup);

    public async Task<IReadOnlyList<FoundAccount>> FindAsync(AccountsDb db, EmailAddress address, CancellationToken cancellation)
    {
        var spellings = address.Spellings.ToArray();
        NpgsqlParameter[] parameters =
        [
            new("spellings", spellings),
            new("exact", spellings.Append(address.Typed).ToArray()),
            new("upper", spellings.Select(spelling => spelling.Normalize().ToUpperInvariant()).ToArray()), // as Identity's UpperInvariantLookupNormalizer does
        ];
        return await db.Database.SqlQueryRaw<FoundAccount>((await StatementsAsync(db, cancellation)).Find, parameters).ToListAsync(cancellation);
    }

    public async Task<string?> ReadHashAsync(AccountsDb db, string id, CancellationToken cancellation)
    {
        var read = db.Database.SqlQueryRaw<string>((await StatementsAsync(db, cancellation)).ReadHash, new NpgsqlParameter("key", id));
        return (await read.ToListAsync(cancellation)).SingleOrDefault();
    }

    public async Task<DateTimeOffset?> HoldAsync(AccountsDb db, string id, CancellationToken cancellation)
    {
        var held = db.Database.SqlQueryRaw<DateTimeOffset>((await StatementsAsync(db, cancellation)).Hold, new NpgsqlParameter("key", id));
        return await held.ToListAsync(cancellation) is [var at] ? at : null;
    }

    public async Task<int> ChangePasswordAsync(AccountsDb db, PasswordChange change, CancellationToken cancellation)
    {
        NpgsqlParameter[] parameters =
        [
            new("key", change.Record.AccountId), new("email", change.Email), new("stamp", change.Stamp), new("hash", change.PasswordHash),
            new("at", change.Record.CompletedAt), new("newStamp", Account.DrawStamp()), new("newConcurrencyStamp", Account.DrawStamp()),
        ];
        return await db.Database.ExecuteSqlRawAsync((await StatementsAsync(db, cancellation)).ChangePassword, parameters, cancellation);
    }

    // A database that was down at the start is asked at its first use.
    private async ValueTask<ShopStatements> StatementsAsync(AccountsDb db, CancellationToken cancellation) => statements ?? await CheckAsync(db, cancellation);
}
