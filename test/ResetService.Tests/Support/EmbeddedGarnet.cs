using System.Globalization;
using Garnet;

namespace ResetService.Tests.Support;

/// <summary>Garnet inside the process of the test, as the service embeds it in development.</summary>
internal sealed class EmbeddedGarnet : IAsyncDisposable
{
    private readonly GarnetServer server;
    private readonly int port;

    private EmbeddedGarnet(int port)
    {
        this.port = port;
        server = new GarnetServer([
            "--bind", "127.0.0.1",
            "--port", port.ToString(CultureInfo.InvariantCulture),
            "--lua",
            "--lua-transaction-mode",
            "--memory", "64m",
            "--page", "4m",
            "--index", "1m",
            "-q"]);
    }

    public string ConnectionString => $"127.0.0.1:{port}";

    public static Task<EmbeddedGarnet> StartAsync() => Task.Run(() =>
    {
        var garnet = new EmbeddedGarnet(FreePort.Take());
        garnet.server.Start(); // returns once it listens
        return garnet;
    });

    public ValueTask DisposeAsync()
    {
        server.Dispose();
        return ValueTask.CompletedTask;
    }
}
