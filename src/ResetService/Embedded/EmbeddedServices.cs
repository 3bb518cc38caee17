using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garnet;

namespace ResetService.Embedded;

/// <summary>What Development uses where nothing is set, so that the first run needs no server. A Release build has none of it.</summary>
internal static class EmbeddedServices
{
    /// <summary>Garnet speaks Redis's protocol and runs its scripts: the same code as with a real one.</summary>
    public static void AddEmbeddedRedis(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment() || IsSet(builder, "Redis")) return;

        var port = FreePort();
        builder.Configuration["ConnectionStrings:Redis"] = $"127.0.0.1:{port}";
        builder.Services.AddHostedService(_ => new EmbeddedRedis(port));
    }

    /// <summary>SQLite in a file beside the program: the command line sees the same accounts.</summary>
    public static void AddEmbeddedAccounts(this WebApplicationBuilder builder)
    {
        if (!builder.Environment.IsDevelopment() || IsSet(builder, "Postgres") || IsSet(builder, "Sqlite")) return;

        builder.Configuration["ConnectionStrings:Sqlite"] = $"Data Source={Path.Combine(AppContext.BaseDirectory, "accounts.db")}";
    }

    private static bool IsSet(WebApplicationBuilder builder, string name) => builder.Configuration.GetConnectionString(name) is { Length: > 0 };

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    // Registered first: the first to start and the last to stop.
    private sealed class EmbeddedRedis(int port) : IHostedService, IDisposable
    {
        private readonly GarnetServer garnet = new(
        [
            "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--lua", "--lua-transaction-mode",
            "--memory", "64m", "--page", "4m", "--index", "1m", "-q",
        ]);

        public Task StartAsync(CancellationToken cancellationToken)
        {
            garnet.Start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => garnet.Dispose();
    }
}
