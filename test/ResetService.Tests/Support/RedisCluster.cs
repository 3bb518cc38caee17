using StackExchange.Redis;

namespace ResetService.Tests.Support;

/// <summary>Three masters that share the slots, so that a script across two slots fails as it would in production.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    private RedisCluster(IReadOnlyList<RedisServer> masters) => Masters = masters;

    public IReadOnlyList<RedisServer> Masters { get; }

    public string ConnectionString => string.Join(',', Masters.Select(master => master.ConnectionString));

    public static async Task<RedisCluster> StartAsync()
    {
        var masters = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RedisServer.StartAsync("--cluster-enabled", "yes")));
        var cluster = new RedisCluster(masters);
        await GuardedProcess.RunAsync([
            "redis-cli", "--cluster", "create", .. masters.Select(master => master.ConnectionString),
            "--cluster-replicas", "0", "--cluster-yes"]);
        foreach (var master in masters) await master.WaitUntilAsync(() => IsJoinedAsync(master));
        return cluster;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var master in Masters) await master.DisposeAsync();
    }

    private static async Task<bool> IsJoinedAsync(RedisServer master)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(master.ConnectionString + ",allowAdmin=true");
        var info = await connection.GetDatabase().ExecuteAsync("CLUSTER", "INFO");
        return $"{info}".Contains("cluster_state:ok", StringComparison.Ordinal);
    }
}
