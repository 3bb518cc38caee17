using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using ResetService.Accounts;
using ResetService.Tests.Support;

namespace ResetService.Tests.Accounts;

/// <summary>A look-up among many customers needs an index: those that the guides name serve.</summary>
internal sealed class ShopIndexTests
{
    [TestCase(EmailLookup.Lower, """text, "NormalizedEmail" text""", """CREATE INDEX serves ON users (lower(email::text COLLATE "C"))""")]
    [TestCase(EmailLookup.Lower, """varchar(254), "NormalizedEmail" text""", """CREATE INDEX serves ON users (lower(email::text COLLATE "C"))""")]
    [TestCase(EmailLookup.Exact, """varchar(254), "NormalizedEmail" text""", "CREATE INDEX serves ON users (email)")]
    [TestCase(EmailLookup.Exact, """citext, "NormalizedEmail" text""", "CREATE INDEX serves ON users (email)")]
    [TestCase(EmailLookup.Normalized, """text, "NormalizedEmail" varchar(256)""", """CREATE INDEX serves ON users ("NormalizedEmail")""")]
    public async Task A_look_up_goes_by_the_index(EmailLookup lookup, string columns, string index)
    {
        var database = await (await Servers.Postgres).CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using (var make = source.CreateCommand($"CREATE EXTENSION citext; CREATE TABLE users (id int, email {columns}, hash text); {index}")) await make.ExecuteNonQueryAsync();

        await using var db = new AccountsDb(new DbContextOptionsBuilder<AccountsDb>().UseNpgsql(database).Options);
        var accounts = new ShopAccounts(Options.Create(new AccountOptions
        {
            Table = "users", EmailLookup = lookup, Columns = new() { Key = "id", Email = "email", NormalizedEmail = "NormalizedEmail", PasswordHash = "hash" },
        }));
        var statements = await accounts.CheckAsync(db, CancellationToken.None);

        // An empty table is read whole otherwise.
        await using var explain = source.CreateCommand($"SET enable_seqscan = off; EXPLAIN {statements.Find}");
        string[] addresses = ["x"];
        explain.Parameters.AddRange(new NpgsqlParameter[] { new("spellings", addresses), new("exact", addresses), new("upper", addresses) });
        var plan = new List<string>();
        await using (var reader = await explain.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) plan.Add(reader.GetString(0));
        }

        Assert.That(plan, Has.Some.Contains("Scan").And.Some.Contains("serves"), string.Join('\n', plan));
    }
}
