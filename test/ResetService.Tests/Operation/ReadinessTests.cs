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
    [Property("Checklist", "T4")]
    public async Task Rights_that_are_missing_are_named()
    {
        await deployment.MustRunAsync("migrate");
        await RunAsync(TestedBlock.Of("README.md", "rights").Replace("reset_service", role, StringComparison.Ordinal));
        await RunAsync("CREATE TABLE reset.later (id int)"); // whatever a later version has
        await RunAsync($"REVOKE ALL ON reset.later FROM {role}");
        var (_, port) = await LaunchAsync(new NpgsqlConnectionStringBuilder(owner) { Username = role }.ConnectionString);

        await AssertSaysAsync(port, Healthy);
        string[] needed =
        [
            "SELECT ON reset.migrations", "SELECT ON reset.accounts", "SELECT ON reset.mail_events", "INSERT ON reset.support_requests", "UPDATE ON reset.outbox",
            "UPDATE ON reset.password_history", "UPDATE ON reset.webhook_states", "UPDATE (password_hash) ON reset.accounts", "UPDATE (security_stamp) ON reset.accounts",
            "UPDATE (password_changed_at) ON reset.accounts", "UPDATE (sessions_valid_after) ON reset.accounts",
        ];
        foreach (var right in needed)
        {
            await RunAsync($"REVOKE {right} FROM {role}");
            await AssertSaysAsync(port, $"Unhealthy: The service lacks its rights: {right.Replace(" ON ", " on ", StringComparison.Ordinal)}.");
            await RunAsync($"GRANT {right} TO {role}");
        }

        await RunAsync($"REVOKE USAGE ON SCHEMA reset FROM {role}");
        await AssertSaysAsync(port, "Unhealthy: The service lacks its rights: USAGE on reset.");
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
