using System.Globalization;
using Npgsql;
using StackExchange.Redis;

namespace ResetService.Tests.Support;

[Parallelizable(ParallelScope.Children)]
internal sealed class ServersTests
{
    private static readonly Dictionary<string, string> NoSettings = [];
    private static readonly Dictionary<string, string> Development = new() { ["ASPNETCORE_ENVIRONMENT"] = "Development" };

    [TestCase(false)]
    [TestCase(true)]
    public async Task Redis_keeps_its_data_over_a_stop(bool crash)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString + ",abortConnect=false");
        await connection.GetDatabase().StringIncrementAsync("tries");

        await redis.StopAsync(crash);
        await redis.StartAgainAsync();

        await using var later = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        Assert.That((long)await later.GetDatabase().StringGetAsync("tries"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_paused_Redis_answers_once_it_is_resumed()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);

        await redis.PauseAsync();
        var ping = connection.GetDatabase().PingAsync();
        var answered = await Task.WhenAny(ping, Task.Delay(300)) == ping;
        await redis.ResumeAsync();
        await ping;

        Assert.That(answered, Is.False);
    }

    [Test]
    public async Task A_cluster_spreads_its_keys_over_three_masters()
    {
        var cluster = await Servers.Cluster;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(cluster.ConnectionString);
        foreach (var key in Enumerable.Range(0, 50)) await connection.GetDatabase().StringSetAsync($"key:{key}", key);

        var sizes = await Task.WhenAll(connection.GetServers().Select(server => server.DatabaseSizeAsync()));

        Assert.That(sizes, Has.Length.EqualTo(3).And.All.GreaterThan(0));
    }

    [Test]
    public async Task A_cluster_takes_no_script_over_two_slots()
    {
        var cluster = await Servers.Cluster;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(cluster.ConnectionString);
        var database = connection.GetDatabase();

        // The client refuses keys of two slots; a key that the script makes up itself is refused by the server that lacks it.
        await Assert.ThatAsync(() => database.ScriptEvaluateAsync("return 1", ["{1}", "{2}"]), Throws.InstanceOf<RedisCommandException>());
        await Assert.ThatAsync(
            () => database.ScriptEvaluateAsync("return redis.call('EXISTS', '{3}')", ["{1}"]),
            Throws.InstanceOf<RedisServerException>().With.Message.Contains("non local key"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Postgres_keeps_its_data_over_a_stop(bool crash)
    {
        await using var postgres = await PostgresServer.StartAsync();
        var database = await postgres.CreateDatabaseAsync() + ";Pooling=false";
        await RunAsync(database, "CREATE TABLE tries (n int); INSERT INTO tries VALUES (7)");

        await postgres.StopAsync(crash);
        await postgres.StartAgainAsync();

        Assert.That(await RunAsync(database, "SELECT n FROM tries"), Is.EqualTo(7));
    }

    [Test]
    public async Task A_paused_Postgres_answers_on_an_open_connection_once_it_is_resumed()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var connection = new NpgsqlConnection(postgres.ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT 1", connection);

        await postgres.PauseAsync();
        var answer = command.ExecuteScalarAsync();
        var answered = await Task.WhenAny(answer, Task.Delay(300)) == answer;
        await postgres.ResumeAsync();

        Assert.That(await answer, Is.EqualTo(1));
        Assert.That(answered, Is.False);
    }

    [Test]
    public async Task Each_database_is_fresh()
    {
        var postgres = await Servers.Postgres;

        await RunAsync(await postgres.CreateDatabaseAsync(), "CREATE TABLE tries (n int)");
        var tables = await RunAsync(await postgres.CreateDatabaseAsync(), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'");

        Assert.That(tables, Is.Zero);
    }

    [Test]
    public async Task The_service_answers_and_stops_in_good_order()
    {
        await using var service = await ServiceProcess.StartAsync(Development);
        using var http = new HttpClient { BaseAddress = service.BaseAddress };

        using var answer = await http.GetAsync(new Uri("/nowhere", UriKind.Relative));
        var exitCode = await service.StopAsync();

        Assert.That((int)answer.StatusCode, Is.EqualTo(404));
        Assert.That(exitCode, Is.Zero);
        Assert.That(service.Output, Has.Some.Contains("Application is shutting down"));
    }

    [Test]
    public async Task Garnet_answers_until_it_is_disposed_of()
    {
        var garnet = await EmbeddedGarnet.StartAsync();
        await using (var connection = await ConnectionMultiplexer.ConnectAsync(garnet.ConnectionString))
        {
            Assert.That(await connection.GetDatabase().StringIncrementAsync("tries"), Is.EqualTo(1));
        }

        await garnet.DisposeAsync();

        await Assert.ThatAsync(() => ConnectionMultiplexer.ConnectAsync(garnet.ConnectionString), Throws.InstanceOf<RedisConnectionException>());
    }

    [Test]
    public async Task A_command_of_the_service_ends_with_its_exit_code()
    {
        var (exitCode, output) = await ServiceProcess.RunAsync(["no-such-verb"], NoSettings);

        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(output, Does.Contain("no-such-verb"));
    }

    [Test]
    public async Task A_server_that_ends_before_it_answers_says_why()
    {
        await using var server = GuardedProcess.Start(["sh", "-c", "echo 'no such data' >&2; exit 3"]);

        await Assert.ThatAsync(
            () => server.WaitUntilAsync(() => Task.FromResult(false)),
            Throws.InvalidOperationException.With.Message.Contains("ended before it answered").And.Message.Contains("no such data"));
    }

    [Test]
    public async Task No_process_outlives_a_test_run_that_dies()
    {
        // The inner guard reads from an empty file: to it, the run is dead at once.
        await using var server = GuardedProcess.Start(["sh", "-c", GuardedProcess.Guard, "sh", "/dev/null", "sleep", "600"]);

        Assert.That(await server.Ended.WaitAsync(TimeSpan.FromSeconds(10)), Is.EqualTo(128 + 9));
    }

    [Test]
    public async Task A_stopped_server_leaves_no_process()
    {
        int[] processes;
        await using (var redis = await RedisServer.StartAsync())
        await using (var postgres = await PostgresServer.StartAsync())
        await using (var service = await ServiceProcess.StartAsync(Development))
        {
            await postgres.PauseAsync();
            processes = [redis.ProcessId, postgres.ProcessId, service.ProcessId];
            Assert.That(processes.Select(IsThere), Is.All.True);
        }

        Assert.That(processes.Select(IsThere), Is.All.False);
    }

    private static bool IsThere(int process) =>
        Directory.Exists(Path.Combine("/proc", process.ToString(CultureInfo.InvariantCulture)));

    private static async Task<object?> RunAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
