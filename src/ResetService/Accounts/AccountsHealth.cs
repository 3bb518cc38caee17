using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace ResetService.Accounts;

/// <summary>Ready while the database answers and has this version's tables, for the service to use. A newer version's will do: it migrates before its processes take over.</summary>
internal sealed class AccountsHealth(IDbContextFactory<AccountsDb> databases) : IHealthCheck
{
    // What the service lacks its rights on: a privilege by its name is true where any of several is there, so each is asked for.
    private const string Denied = """
        SELECT n.nspname::text AS "Value" FROM pg_namespace n WHERE n.nspname = @schema AND NOT has_schema_privilege(n.oid, 'USAGE')
        UNION ALL
        SELECT format('%s.%s', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = @schema AND (
            c.relname = @history AND NOT has_table_privilege(c.oid, 'SELECT')
            OR c.relname = ANY(@tables) AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT') AND has_table_privilege(c.oid, 'UPDATE')))
        """;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!await db.Database.CanConnectAsync(cancellationToken)) return HealthCheckResult.Unhealthy();

        return db.Database.IsNpgsql() && await LacksAsync(db, cancellationToken) is { } reason ? HealthCheckResult.Unhealthy(reason) : HealthCheckResult.Healthy();
    }

    private static async Task<string?> LacksAsync(AccountsDb db, CancellationToken cancellation)
    {
        NpgsqlParameter[] parameters =
        [
            new("schema", AccountsDb.Schema), new("history", AccountsDb.History), new("tables", db.Model.GetEntityTypes().Select(entity => entity.GetTableName()).ToArray()),
        ];
        var denied = await db.Database.SqlQueryRaw<string>(Denied, parameters).ToListAsync(cancellation);
        if (denied.Count > 0) return $"The service lacks its rights on {string.Join(", ", denied)}: USAGE on the schema, and SELECT, INSERT and UPDATE on its tables.";

        // EF Core asks for a history that isn't there too, and logs a failure.
        var begun = await db.Database.SqlQuery<bool>($"""SELECT to_regclass({AccountsDb.Schema + "." + AccountsDb.History}) IS NOT NULL AS "Value" """).SingleAsync(cancellation);
        var migrated = begun && !(await db.Database.GetPendingMigrationsAsync(cancellation)).Any();
        return migrated ? null : "The tables are older than this version, or not there: run migrate.";
    }
}
