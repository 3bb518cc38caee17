using StackExchange.Redis;

namespace ResetService.Hosting;

/// <summary>The connection to Redis, made at first use: a Redis that is down at start stops no process.</summary>
internal sealed class Redis(IConfiguration configuration, TimeProvider clock) : IAsyncDisposable
{
    private readonly Lazy<Task<ConnectionMultiplexer>> connection = new(() => ConnectAsync(configuration.GetConnectionString("Redis")!));

    // Redis tells the scripts the time, so that instances' clocks don't matter. Another clock than the system's is a test's: that one is told to them.
    private RedisValue Now => clock == TimeProvider.System ? RedisValue.EmptyString : clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Runs a script. The prelude takes the first argument, the time.</summary>
    public async Task<RedisResult> RunAsync(LuaFile script, RedisKey[] keys, params RedisValue[] arguments)
    {
        var redis = (await connection.Value).GetDatabase();
        return await redis.ScriptEvaluateAsync(script.Text, keys, [Now, .. arguments]);
    }

    public async Task<TimeSpan> PingAsync() => await (await connection.Value).GetDatabase().PingAsync();

    /// <summary>Messages between the instances. They may get lost: whoever waits for one looks for work by itself as well.</summary>
    public async Task<ISubscriber> SubscriberAsync() => (await connection.Value).GetSubscriber();

    public async ValueTask DisposeAsync()
    {
        if (connection.IsValueCreated) await (await connection.Value).DisposeAsync();
    }

    private static Task<ConnectionMultiplexer> ConnectAsync(string connectionString)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast; // while Redis is away a caller learns it at once
        options.AsyncTimeout = 2000;                    // ms: a mute Redis is one that is down
        options.ConfigCheckSeconds = 5;                 // how long a fail-over can go unnoticed
        options.ReconnectRetryPolicy = new LinearRetry(500);
        options.IncludeDetailInExceptions = false;      // a key's name carries an address's tag
        options.ClientName = nameof(ResetService);

        return ConnectionMultiplexer.ConnectAsync(options);
    }
}
