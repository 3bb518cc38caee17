using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ResetService.Hosting;

namespace ResetService.Accounts;

internal static class AccountServices
{
    // A mute server is one that is down: callers learn it in seconds, not after Npgsql's half minute. The connection string has the last word.
    private const string Patience = "Timeout=5;Command Timeout=5;";

    private static readonly TimeSpan MigrationTimeout = TimeSpan.FromMinutes(10); // a large table's index takes its time

    public static void AddAccounts(this WebApplicationBuilder builder)
    {
        builder.Services.AddPooledDbContextFactory<AccountsDb>((services, db) => Connect(db, services.GetRequiredService<IConfiguration>()));
        builder.AddAccountPreset();
        builder.AddSettings<AccountOptions>("Accounts");
        builder.Services.AddSingleton<IAccountTable>(services =>
            services.GetRequiredService<IOptions<AccountOptions>>() is { Value.Preset: not AccountPresets.Own } shop ? new ShopAccounts(shop, services.GetService<HashLength>()) : new OwnAccounts());
        builder.Services.AddSingleton<AccountStore>();
        builder.Services.AddHostedService<ShopTableCheck>();
        builder.Services.AddSingleton<Outbox>();
        builder.Services.AddSingleton<SupportStore>();
        builder.Services.AddSingleton<MailEventStore>();
        builder.Services.AddSingleton<WebhookStates>();
        builder.Services.AddReadiness<AccountsHealth>("accounts");
        if (!IsEmbedded(builder.Configuration)) builder.RequirePostgres();
    }

    /// <summary>Brings the tables up to date: Postgres by migrations, the embedded SQLite as the model says.</summary>
    public static async Task MigrateAsync(this IServiceProvider services)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<AccountsDb>>().CreateDbContextAsync();
        db.Database.SetCommandTimeout(MigrationTimeout);
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
        db.UseNpgsql(Patience + configuration.GetConnectionString("Postgres"), postgres => postgres.MigrationsHistoryTable(AccountsDb.History, AccountsDb.Schema));
    }
}
