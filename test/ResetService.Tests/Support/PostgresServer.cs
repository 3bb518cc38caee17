using System.Globalization;
using Npgsql;

namespace ResetService.Tests.Support;

/// <summary>A real PostgreSQL, that forgoes only its waits for the disk.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    // PostgreSQL refuses to run as root; setpriv is in Debian's base system and keeps the process id.
    private static readonly string[] AsItsUser =
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    private readonly TemporaryDirectory data;
    private GuardedProcess process;
    private int databases;

    private PostgresServer(TemporaryDirectory data)
    {
        this.data = data;
        process = Launch();
    }

    public int Port { get; } = FreePort.Take();

    public int ProcessId => process.Id;

    /// <summary>One of the programs of the newest PostgreSQL on this machine.</summary>
    public static string Program(string name) =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql")
                .OrderByDescending(version => int.Parse(Path.GetFileName(version), CultureInfo.InvariantCulture))
                .Select(version => Path.Combine(version, "bin", name))
                .First(File.Exists)
            : name;

    public static async Task<PostgresServer> StartAsync()
    {
        var data = new TemporaryDirectory();
        if (Environment.IsPrivilegedProcess) await GuardedProcess.RunAsync("chown", "postgres", data.Path);
        await GuardedProcess.RunAsync([
            .. AsItsUser, Program("initdb"),
            "--pgdata", data.Path, "--username", "reset", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]);

        var server = new PostgresServer(data);
        await server.process.WaitUntilAsync(server.AnswersAsync);
        return server;
    }

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Username=reset;Database={database}";

    /// <returns>The connection string of a fresh, empty database.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"reset_{Interlocked.Increment(ref databases)}";
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var create = source.CreateCommand($"CREATE DATABASE {name}");
        await create.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <param name="crash">Leaves the recovery to the next start; what was committed is kept either way.</param>
    public Task StopAsync(bool crash = false) => process.StopAsync(crash ? "QUIT" : "INT");

    public async Task StartAgainAsync()
    {
        await process.DisposeAsync();
        process = Launch();
        await process.WaitUntilAsync(AnswersAsync);
    }

    /// <summary>Leaves every connection open and mute, as a network that swallows packets would.</summary>
    public Task PauseAsync() => process.SignalAsync("STOP", Backends());

    public Task ResumeAsync() => process.SignalAsync("CONT", Backends());

    public async ValueTask DisposeAsync()
    {
        await ResumeAsync();
        await StopAsync(crash: true);
        await process.DisposeAsync();
        data.Dispose();
    }

    private GuardedProcess Launch() => GuardedProcess.Start([
        .. AsItsUser, Program("postgres"), "-D", data.Path, "-p", Port.ToString(CultureInfo.InvariantCulture), "-k", data.Path,
        "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=300", "-c", "shared_buffers=32MB",
        "-c", "fsync=off", "-c", "full_page_writes=off"]);

    private IEnumerable<int> Backends()
    {
        var children = $"/proc/{process.Id}/task/{process.Id}/children";
        return File.Exists(children)
            ? File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))
            : [];
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
