using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace ResetService.Tests.Support;

/// <summary>A real Redis, with its data on disk so that it can be stopped and started again.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly TemporaryDirectory data = new();
    private readonly string[] options;
    private GuardedProcess process;

    private RedisServer(string[] options)
    {
        this.options = options;
        process = Launch();
    }

    public int Port { get; } = FreePort.Take();

    public int ProcessId => process.Id;

    public string ConnectionString => $"127.0.0.1:{Port}";

    public static async Task<RedisServer> StartAsync(params string[] options)
    {
        var server = new RedisServer(options);
        await server.process.WaitUntilAsync(server.AnswersAsync);
        return server;
    }

    public Task WaitUntilAsync(Func<Task<bool>> holds) => process.WaitUntilAsync(holds);

    /// <param name="crash">Kills the server instead of letting it finish; what it has answered is kept either way.</param>
    public Task StopAsync(bool crash = false) => process.StopAsync(crash ? "KILL" : "TERM");

    public async Task StartAgainAsync()
    {
        await process.DisposeAsync();
        process = Launch();
        await process.WaitUntilAsync(AnswersAsync);
    }

    /// <summary>Leaves the server connected and mute, as a network that swallows packets would.</summary>
    public Task PauseAsync() => process.SignalAsync("STOP");

    public Task ResumeAsync() => process.SignalAsync("CONT");

    /// <summary>Answers nobody for so long, as a server that is busy with itself.</summary>
    public Task StallAsync(TimeSpan span) => SendAsync($"CLIENT PAUSE {span.TotalMilliseconds} ALL");

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        data.Dispose();
    }

    private GuardedProcess Launch() => GuardedProcess.Start([
        "redis-server",
        "--port", Port.ToString(CultureInfo.InvariantCulture),
        "--bind", "127.0.0.1",
        "--dir", data.Path,
        "--save", "",
        "--appendonly", "yes",
        "--maxmemory-policy", "noeviction",
        .. options]);

    // Asked on a bare socket: a Redis that still reads its data back answers, but not with PONG.
    private async Task<bool> AnswersAsync()
    {
        try
        {
            return await SendAsync("PING") is "+PONG" or "-NOAUTH Authentication required.";
        }
        catch (Exception refused) when (refused is SocketException or IOException)
        {
            return false;
        }
    }

    private async Task<string?> SendAsync(string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{command}\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync();
    }
}
