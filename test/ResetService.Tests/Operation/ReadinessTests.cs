using System.Net;
using System.Text.Json;
using Npgsql;
using ResetService.Tests.Support;

namespace ResetService.Tests.Operation;

/// <summary>The service is ready where its tables are as it needs them, and says what is missing where they aren't.</summary>
internal sealed class ReadinessTests
{
    private const string Healthy = "Healthy";
    private const string RunMigrate = "Unhealthy: The tables are older than this version, or not there: run migrate.";

    private readonly string role = $"service_{Guid.NewGuid():N}";
    private Deployment deployment = null!;
    private string owner = null!;

    [SetUp]
    public async Task Deploy()
    {
        deployment = await Deployment.StartAsync(migrated: false);
        owner = deployment.Settings["ConnectionStrings__Postgres"];
    }

    [TearDown]
    public async Task StopAll() => await deployment.DisposeAsync();

    [Test]
    public async Task Tables_that_are_not_there_or_behind_ask_for_migrate_and_newer_ones_will_do()
    {
        var (service, port) = await LaunchAsync(owner);

        await AssertSaysAsync(port, RunMigrate);
        await deployment.MustRunAsync("migrate");
        await AssertSaysAsync(port, Healthy);
        await RunAsync("INSERT INTO reset.migrations VALUES ('29990101000000_Later', '10.0.0')");
        await AssertSaysAsync(port, Healthy);
        await RunAsync("""DELETE FROM reset.migrations WHERE "MigrationId" = (SELECT max("MigrationId") FROM reset.migrations WHERE "MigrationId" < '2999')""");
        await AssertSaysAsync(port, RunMigrate);

        Assert.That(service.Output, Has.Some.Contains("run migrate").And.None.Contains("Failed executing DbCommand"));
    }

    [Test]
    public async Task Rights_that_are_missing_are_named()
    {
        await deployment.MustRunAsync("migrate");
        await RunAsync($"""
            CREATE ROLE {role} LOGIN;
            GRANT USAGE ON SCHEMA reset TO {role};
            GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA reset TO {role};
            CREATE TABLE reset.later (id int);
            """);
        var (_, port) = await LaunchAsync(new NpgsqlConnectionStringBuilder(owner) { Username = role }.ConnectionString);

        await AssertSaysAsync(port, Healthy); // whatever a later version has
        await RunAsync($"REVOKE INSERT, UPDATE ON reset.migrations FROM {role}");
        await AssertSaysAsync(port, Healthy);
        await RunAsync($"REVOKE UPDATE ON reset.outbox FROM {role}");
        await AssertSaysAsync(port, "Unhealthy: The service lacks its rights on reset.outbox: USAGE on the schema, and SELECT, INSERT and UPDATE on its tables.");
        await RunAsync($"GRANT UPDATE ON reset.outbox TO {role}; REVOKE USAGE ON SCHEMA reset FROM {role}");
        await AssertSaysAsync(port, "Unhealthy: The service lacks its rights on reset: USAGE on the schema, and SELECT, INSERT and UPDATE on its tables.");
    }

    private async Task<(ServiceProcess Service, int ManagementPort)> LaunchAsync(string database)
    {
        var port = FreePort.Take();
        return (await deployment.LaunchAsync("api", ("ConnectionStrings__Postgres", database), ("Management__Url", $"http://127.0.0.1:{port}")), port);
    }

    /// <summary>What the details of health say of the database. The first check of a process that has just begun can take too long.</summary>
    private static async Task AssertSaysAsync(int port, string said)
    {
        using var management = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Assert.ThatAsync(AskAsync, Is.EqualTo((said == Healthy ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, said)).After(20_000, 50));

        async Task<(HttpStatusCode, string?)> AskAsync()
        {
            using var answer = await management.GetAsync(new Uri("/health/ready", UriKind.Relative));
            var details = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
            return (answer.StatusCode, details.GetProperty("checks").GetProperty("accounts").GetString());
        }
    }

    private async Task RunAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(owner + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
