using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ResetService.Hosting;

namespace ResetService.Accounts;

internal static class AccountServices
{
    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        builder.Services.AddPooledDbContextFactory<AccountsDb>((services, db) => Connect(db, services.GetRequiredService<IConfiguration>()));
        builder.Services.AddSingleton<AccountStore>();
        builder.Services.AddSingleton<Outbox>();
        builder.Services.AddReadiness<AccountsHealth>("accounts");
        if (!IsEmbedded(builder.Configuration)) builder.RequireConnectionString("Postgres");
    }

    /// <summary>Brings the tables up to date: Postgres by migrations, the embedded SQLite as the model says.</summary>
    public static async Task MigrateAsync(this IServiceProvider services)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<AccountsDb>>().CreateDbContextAsync();
        if (db.Database.IsNpgsql()) await db.Database.MigrateAsync();
        else await db.Database.EnsureCreatedAsync();
    }

    // Only the embedded default sets this connection string, and only a Debug build has it.
    private static bool IsEmbedded(IConfiguration configuration) => configuration.GetConnectionString("Sqlite") is { Length: > 0 };

    private static void Connect(DbContextOptionsBuilder db, IConfiguration configuration)
    {
#if DEBUG
        if (IsEmbedded(configuration))
        {
            db.UseSqlite(configuration.GetConnectionString("Sqlite"));
            return;
        }
#endif
        db.UseNpgsql(configuration.GetConnectionString("Postgres"), postgres => postgres.MigrationsHistoryTable("migrations", AccountsDb.Schema));
    }
}

internal sealed class AccountsHealth(IDbContextFactory<AccountsDb> databases) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Database.CanConnectAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
    }
}
