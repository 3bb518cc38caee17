namespace ResetService.Tests.Support;

/// <summary>The servers that fixtures share: each is started on its first use and lives as long as the run.</summary>
internal static class Servers
{
    private static readonly Lazy<Task<RedisServer>> SharedRedis = new(() => RedisServer.StartAsync());
    private static readonly Lazy<Task<RedisCluster>> SharedCluster = new(RedisCluster.StartAsync);
    private static readonly Lazy<Task<EmbeddedGarnet>> SharedGarnet = new(EmbeddedGarnet.StartAsync);
    private static readonly Lazy<Task<PostgresServer>> SharedPostgres = new(PostgresServer.StartAsync);
    private static readonly Lazy<Task<Chromium>> SharedBrowser = new(Chromium.StartAsync);

    public static Task<RedisServer> Redis => SharedRedis.Value;

    public static Task<RedisCluster> Cluster => SharedCluster.Value;

    public static Task<EmbeddedGarnet> Garnet => SharedGarnet.Value;

    public static Task<PostgresServer> Postgres => SharedPostgres.Value;

    public static Task<Chromium> Browser => SharedBrowser.Value;

    /// <summary>Of the kind of Redis that a fixture names.</summary>
    public static async Task<string> ConnectionStringAsync(string server) => server switch
    {
        nameof(Redis) => (await Redis).ConnectionString,
        nameof(Cluster) => (await Cluster).ConnectionString,
        _ => (await Garnet).ConnectionString,
    };

    public static async Task DisposeAsync()
    {
        await DisposeAsync(SharedBrowser);
        await DisposeAsync(SharedRedis);
        await DisposeAsync(SharedCluster);
        await DisposeAsync(SharedGarnet);
        await DisposeAsync(SharedPostgres);
    }

    private static async Task DisposeAsync<TServer>(Lazy<Task<TServer>> shared)
        where TServer : IAsyncDisposable
    {
        // One that failed to start has already failed the test that asked for it.
        if (shared is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await (await shared.Value).DisposeAsync();
    }
}
