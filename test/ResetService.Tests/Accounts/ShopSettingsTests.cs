using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Tests.Hosting;
using ResetService.Tests.Support;

namespace ResetService.Tests.Accounts;

/// <summary>The settings are held to the database at the start, and whatever is wrong is named.</summary>
internal sealed class ShopSettingsTests
{
    private static readonly ShopUsers Users = ShopUsers.Of(UsersTable.Full);

    private string database = null!;

    [OneTimeSetUp]
    public async Task MakeTables()
    {
        database = await (await Servers.Postgres).CreateDatabaseAsync();
        await RunAsync(database, Users.Sql);
    }

    [Test]
    public async Task A_table_as_the_settings_say_lets_the_service_start() => await Assert.ThatAsync(() => StartAsync(), Throws.Nothing);

    [TestCase("Key")]
    [TestCase("Email")]
    [TestCase("NormalizedEmail")]
    [TestCase("PasswordHash")]
    [TestCase("SecurityStamp")]
    [TestCase("ConcurrencyStamp")]
    [TestCase("PasswordChangedAt")]
    [TestCase("SessionsValidAfter")]
    [TestCase("Locale")]
    [TestCase("Storefront")]
    [TestCase("Disabled")]
    [TestCase("Active")]
    [TestCase("Verified")]
    [TestCase("Mfa")]
    public async Task A_column_that_is_not_there_stops_the_start_and_is_named(string column) =>
        await Assert.ThatAsync(() => StartAsync(($"Columns:{column}", "Id")), // there is an "id"
            Throws.Exception.Message.Contains($"Accounts:Columns:{column}: there is no column \"Id\" in shop.users."));

    [Test]
    public async Task Every_wrong_name_is_told_at_once() => await Assert.ThatAsync(() => StartAsync(("Columns:Email", "x"), ("Columns:Mfa", "y"), ("Columns:Locale", "z")),
        Throws.Exception.Message.Contains("\"x\"").And.Message.Contains("\"y\"").And.Message.Contains("\"z\""));

    [TestCase("Table", "Users", "Accounts:Table: there is no table \"Users\" in the schema \"shop\".")]
    [TestCase("Schema", "public", "Accounts:Table: there is no table \"users\" in the schema \"public\".")]
    [TestCase("Table", "users; DROP TABLE shop.users", "Accounts:Table: there is no table \"users; DROP TABLE shop.users\"")]
    [TestCase("Columns:Email", "active", "Accounts:Columns:Email: the column \"active\" of shop.users is boolean, where text is needed.")]
    [TestCase("Columns:SecurityStamp", "changed_at", "Accounts:Columns:SecurityStamp: the column \"changed_at\" of shop.users is timestamp with time zone, where text or uuid is needed.")]
    [TestCase("Columns:PasswordChangedAt", "locale", "Accounts:Columns:PasswordChangedAt: the column \"locale\" of shop.users is character varying(8), where timestamp is needed.")]
    [TestCase("Columns:Disabled", "stamp", "Accounts:Columns:Disabled: the column \"stamp\" of shop.users is uuid, where boolean is needed.")]
    public async Task What_does_not_fit_the_database_stops_the_start_with_the_reason(string setting, string value, string reason) =>
        await Assert.ThatAsync(() => StartAsync((setting, value)), Throws.Exception.Message.Contains(reason));

    [TestCase("PasswordHash", "varchar(112)", "character varying(112), where 113 characters are needed.")]
    [TestCase("PasswordHash", "char(60)", "character(60), where 113 characters are needed.")]
    [TestCase("PasswordHash", "shop.narrow", "shop.narrow, where 113 characters are needed.")]
    [TestCase("SecurityStamp", "varchar(31)", "character varying(31), where 32 characters are needed.")]
    [TestCase("ConcurrencyStamp", "varchar(31)", "character varying(31), where 32 characters are needed.")]
    [TestCase("PasswordHash", "varchar(113)", null)]
    [TestCase("SecurityStamp", "char(32)", null)]
    public async Task A_column_without_room_for_what_is_written_stops_the_start(string column, string type, string? reason)
    {
        var (table, name) = ($"t_{Guid.NewGuid():N}", Users.Settings[$"Accounts:Columns:{column}"]);
        await RunAsync(database, $"""
            DROP DOMAIN IF EXISTS shop.narrow CASCADE;
            CREATE DOMAIN shop.narrow AS varchar(60);
            CREATE TABLE shop.{table} (LIKE shop.users);
            ALTER TABLE shop.{table} ALTER {name} TYPE {type};
            """);

        await Assert.ThatAsync(() => StartAsync(("Table", table)),
            reason is null ? Throws.Nothing : Throws.Exception.Message.Contains($"Accounts:Columns:{column}: the column \"{name}\" of shop.{table} is {reason}"));
    }

    [Test]
    public async Task A_view_that_can_t_be_updated_stops_the_start_and_one_with_a_trigger_does_not()
    {
        await RunAsync(database, """
            CREATE VIEW shop.joined AS SELECT u.* FROM shop.users u JOIN shop.users v USING (id);
            CREATE VIEW shop.triggered AS SELECT u.* FROM shop.users u JOIN shop.users v USING (id);
            CREATE FUNCTION shop.update_user() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
            CREATE TRIGGER instead INSTEAD OF UPDATE ON shop.triggered FOR EACH ROW EXECUTE FUNCTION shop.update_user();
            """);

        await Assert.ThatAsync(() => StartAsync(("Table", "joined")), Throws.Exception.Message.Contains("Accounts:Columns:PasswordHash: the column \"password_hash\" of shop.joined can't be updated."));
        await Assert.ThatAsync(() => StartAsync(("Table", "triggered")), Throws.Nothing);
    }

    [Test]
    public async Task A_column_that_is_computed_stops_the_start_where_it_would_be_written()
    {
        await RunAsync(database, "CREATE TABLE shop.computed (LIKE shop.users, digest text GENERATED ALWAYS AS (md5(email)) STORED)");

        await Assert.ThatAsync(() => StartAsync(("Table", "computed"), ("Columns:SecurityStamp", "digest")),
            Throws.Exception.Message.Contains("Accounts:Columns:SecurityStamp: the column \"digest\" of shop.computed can't be updated."));
        await Assert.ThatAsync(() => StartAsync(("Table", "computed"), ("Columns:Locale", "digest")), Throws.Nothing);
    }

    [Test]
    public async Task The_service_knows_how_long_its_hashes_are()
    {
        await RunAsync(database, "CREATE TABLE shop.short_hash (LIKE shop.users); ALTER TABLE shop.short_hash ALTER password_hash TYPE varchar(60)");
        var settings = ProductionService.Settings;
        settings["ConnectionStrings__Postgres"] = database;
        foreach (var (name, value) in Settings(("Table", "short_hash"))) settings[name.Replace(":", "__", StringComparison.Ordinal)] = value;

        var (exitCode, output) = await ServiceProcess.RunAsync([], settings);

        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(output, Does.Match(@"Accounts:Columns:PasswordHash: the column \S+ of shop.short_hash is character varying\(60\), where 97 characters are needed."));
    }

    [TestCase("Preset", "Django", "Accounts:Preset: must be")]
    [TestCase("Preset", "own", "Accounts:Table: names the shop's own table, which \"own\" does not use.")]
    [TestCase("Schema", "", "Accounts:Schema: is missing.")]
    [TestCase("Table", "", "Accounts:Table: is missing.")]
    [TestCase("EmailLookup", "ilike", "Accounts:EmailLookup")]
    [TestCase("EmailLookup", "7", "Accounts:EmailLookup")]
    [TestCase("Columns:Key", "", "Accounts:Columns:Key: is missing.")]
    [TestCase("Columns:Email", "", "Accounts:Columns:Email: is missing.")]
    [TestCase("Columns:PasswordHash", "", "Accounts:Columns:PasswordHash: is missing.")]
    [TestCase("Columns:NormalizedEmail", "", "Accounts:Columns:NormalizedEmail: is missing: Accounts:EmailLookup asks for it.")]
    [TestCase("Columns:Username", "name", "Username")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string setting, string value, string reason) =>
        await Assert.ThatAsync(() => StartAsync((setting, value)), Throws.Exception.Message.Contains(reason));

    [Test]
    public async Task The_embedded_default_has_no_shops_table() =>
        await Assert.ThatAsync(() => StartAsync("", ("ConnectionStrings:Sqlite", "Data Source=:memory:"), ("Accounts:Preset", "django")),
            Throws.Exception.Message.Contains("Accounts:Preset: \"django\" needs ConnectionStrings:Postgres"));

    [TestCase("GRANT SELECT ON shop.users TO {0}", "Accounts:Schema: the role \"{0}\" lacks the right USAGE on \"shop\".")]
    [TestCase("GRANT UPDATE ON shop.users TO {0}", "Accounts:Columns:Email: the role \"{0}\" lacks the right SELECT on \"email\" of shop.users.")]
    [TestCase("GRANT SELECT ON shop.users TO {0}", "Accounts:Columns:PasswordHash: the role \"{0}\" lacks the right UPDATE on \"password_hash\" of shop.users.")]
    [TestCase("GRANT SELECT, UPDATE (password_hash, stamp) ON shop.users TO {0}", "Accounts:Columns:SessionsValidAfter: the role \"{0}\" lacks the right UPDATE on \"sessions_after\" of shop.users.")]
    public async Task A_right_that_is_missing_stops_the_start_and_is_named(string grant, string reason)
    {
        var role = $"service_{Guid.NewGuid():N}";
        await RunAsync(database, $"CREATE ROLE {role} LOGIN; {grant.Replace("{0}", role, StringComparison.Ordinal)}");

        await Assert.ThatAsync(() => StartAsync(new NpgsqlConnectionStringBuilder(database) { Username = role }.ConnectionString, Settings()),
            Throws.Exception.Message.Contains(reason.Replace("{0}", role, StringComparison.Ordinal)));
    }

    [Test]
    public async Task A_setting_overrides_its_preset_and_an_empty_one_leaves_a_column_out()
    {
        await RunAsync(database, """CREATE TABLE shop."Customers" ("Id" text, "Mail" text, "NormalizedEmail" text, "PasswordHash" text, "SecurityStamp" text)""");

        await Assert.ThatAsync(() => StartAsync(database, ("Accounts:Preset", "aspnet-identity"), ("Accounts:Schema", "shop"), ("Accounts:Table", "Customers"),
            ("Accounts:Columns:Email", "Mail"), ("Accounts:Columns:ConcurrencyStamp", ""), ("Accounts:Columns:Verified", ""), ("Accounts:Columns:Mfa", "")), Throws.Nothing);
    }

    [Test]
    public async Task A_database_that_is_down_at_the_start_is_checked_at_its_first_use()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var (right, wrong) = (await postgres.CreateDatabaseAsync(), await postgres.CreateDatabaseAsync());
        await RunAsync(right, Users.Sql + "INSERT INTO shop.users (email, email_upper) VALUES ('ada@example.com', 'ADA@EXAMPLE.COM')");
        await postgres.StopAsync();
        using var log = new WholeLog();

        await using var app = await StartAsync(right, log, Settings());
        await using var misled = await StartAsync(wrong, log, Settings());
        Assert.That(log.Lines, Has.Exactly(2).StartsWith("Warning ResetService.Accounts.ShopTableCheck"));
        await postgres.StartAgainAsync();

        Assert.That((await FindAsync(app))?.Email, Is.EqualTo("ada@example.com"));
        await Assert.ThatAsync(() => FindAsync(misled), Throws.Exception.Message.Contains("Accounts:Table: there is no table"));
    }

    private static (string, string)[] Settings(params (string Name, string Value)[] changed) =>
        [.. Users.Settings.Select(setting => (setting.Key, setting.Value!)), .. changed.Select(setting => ($"Accounts:{setting.Name}", setting.Value))];

    private async Task StartAsync(params (string Name, string Value)[] changed) => await (await StartAsync(database, log: null, Settings(changed))).DisposeAsync();

    private static async Task StartAsync(string database, params (string, string)[] settings) => await (await StartAsync(database, log: null, settings)).DisposeAsync();

    private static async Task<WebApplication> StartAsync(string database, ILoggerProvider? log, params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseTestServer();
        var own = new Dictionary<string, string?> { ["ConnectionStrings:Postgres"] = database };
        foreach (var (name, value) in settings) own[name] = value;
        builder.Configuration.AddInMemoryCollection(own);
        if (log is not null) builder.Logging.AddProvider(log);
        builder.Services.AddSingleton(TimeProvider.System).AddMetrics();
        builder.AddAccounts();
        builder.Services.AddSingleton(new HashLength(113));

        var app = builder.Build();
        await app.StartAsync();
        return app;
    }

    private static Task<FoundAccount?> FindAsync(WebApplication app) => app.Services.GetRequiredService<AccountStore>().FindAsync(EmailAddress.Parse("ada@example.com"), CancellationToken.None);

    private static async Task RunAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
