using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace ResetService.Accounts;

/// <summary>Ready while the database answers and has this version's tables, for the service to use. A newer version's will do: it migrates before its processes take over.</summary>
internal sealed class AccountsHealth(IDbContextFactory<AccountsDb> databases, IAccountTable accounts) : IHealthCheck
{
    // A privilege by its name is true where any of several is there, so each is asked for; without a column's name, of the whole table.
    private const string Denied = """
        SELECT format('USAGE on %s', n.nspname) AS "Value" FROM pg_namespace n WHERE n.nspname = @schema AND NOT has_schema_privilege(n.oid, 'USAGE')
        UNION ALL
        SELECT format('%s%s on %s.%s', needed.privilege, ' (' || needed.attribute || ')', n.nspname, c.relname)
        FROM unnest(@tables, @privileges, @columns) AS needed (relation, privilege, attribute)
            JOIN pg_class c ON c.relname = needed.relation JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = @schema
        WHERE NOT CASE WHEN needed.attribute IS NULL THEN has_table_privilege(c.oid, needed.privilege) ELSE has_column_privilege(c.oid, needed.attribute, needed.privilege) END
        """;

    private static readonly string[] Updated = ["outbox", "password_history", "webhook_states"];

    private static readonly (string Table, string Privilege, string? Column)[] OfOwnAccounts =
    [
        ("accounts", "SELECT", null), ("accounts", "UPDATE", "password_hash"), ("accounts", "UPDATE", "security_stamp"),
        ("accounts", "UPDATE", "password_changed_at"), ("accounts", "UPDATE", "sessions_valid_after"),
    ];

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.Database.CanConnectAsync(cancellationToken)) return HealthCheckResult.Unhealthy();

        return db.Database.IsNpgsql() && await LacksAsync(db, cancellationToken) is { } reason ? HealthCheckResult.Unhealthy(reason) : HealthCheckResult.Healthy();
    }

    private async Task<string?> LacksAsync(AccountsDb db, CancellationToken cancellation)
    {
        var needed = Needed(db).ToArray();
        NpgsqlParameter[] parameters =
        [
            new("schema", AccountsDb.Schema), new("tables", needed.Select(right => right.Table).ToArray()),
            new("privileges", needed.Select(right => right.Privilege).ToArray()), new("columns", needed.Select(right => right.Column).ToArray()),
        ];
        var denied = await db.Database.SqlQueryRaw<string>(Denied, parameters).ToListAsync(cancellation);
        if (denied.Count > 0) return $"The service lacks its rights: {string.Join(", ", denied)}.";

        // EF Core asks for a history that isn't there too, and logs a failure.
        var begun = await db.Database.SqlQuery<bool>($"""SELECT to_regclass({AccountsDb.Schema + "." + AccountsDb.History}) IS NOT NULL AS "Value" """).SingleAsync(cancellation);
        var migrated = begun && !(await db.Database.GetPendingMigrationsAsync(cancellation)).Any();
        return migrated ? null : "The tables are older than this version, or not there: run migrate.";
    }

    // As much as README.md and the guides grant.
    private IEnumerable<(string Table, string Privilege, string? Column)> Needed(AccountsDb db)
    {
        var tables = db.Model.GetEntityTypes().Where(entity => entity.ClrType != typeof(Account)).Select(entity => entity.GetTableName()!).ToArray();
        return
        [
            (AccountsDb.History, "SELECT", null),
            .. tables.Select(table => (table, "SELECT", (string?)null)),
            .. tables.Select(table => (table, "INSERT", (string?)null)),
            .. Updated.Select(table => (table, "UPDATE", (string?)null)),
            .. accounts is OwnAccounts ? OfOwnAccounts : [],
        ];
    }
}
