using System.Threading.Channels;
using StackExchange.Redis;

namespace ResetService.Hosting;

/// <summary>Tells the workers of all instances that there is work, so that an idle one can look for it seldom.</summary>
internal sealed partial class WakeUp(Redis redis, TimeProvider clock, ILogger<WakeUp> logger)
{
    private static readonly RedisChannel Calls = RedisChannel.Literal("reset:work");

    /// <summary>Tells whoever listens; nobody waits for it, and nothing depends on it.</summary>
    public void Send(string work) => _ = TryAsync(subscriber => subscriber.PublishAsync(Calls, work, CommandFlags.FireAndForget));

    /// <summary>Listens for one kind of work, which is what its calls begin with.</summary>
    public async Task<WorkCalls> ListenAsync(string kind)
    {
        var heard = Channel.CreateBounded<string>(new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropWrite });
        await TryAsync(subscriber => subscriber.SubscribeAsync(Calls, (_, work) =>
        {
            if (((string)work!).StartsWith(kind, StringComparison.Ordinal)) heard.Writer.TryWrite(work!);
        }));

        return new WorkCalls(heard, clock);
    }

    private async Task TryAsync(Func<ISubscriber, Task> call)
    {
        try
        {
            await call(await redis.SubscriberAsync());
        }
        catch (Exception outage) when (Faults.IsOutage(outage))
        {
            LogDeaf(outage);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis carries no wake-up calls; the workers look for work on their own every few seconds")]
    private partial void LogDeaf(Exception outage);
}

/// <summary>The calls that a worker hears.</summary>
internal sealed class WorkCalls(Channel<string> heard, TimeProvider clock)
{
    /// <summary>How often an idle worker looks for work that nobody announced: retries, and leases of the dead.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    /// <summary>Waits for a call, or until it is time to look without one.</summary>
    /// <returns>The calls heard; none when it is time to look everywhere.</returns>
    public async Task<IReadOnlyList<string>> WaitAsync(CancellationToken stopping)
    {
        using var poll = new CancellationTokenSource(Poll, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(poll.Token, stopping);
        try
        {
            await heard.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            return [];
        }

        return Drain();
    }

    /// <summary>Lets the worker look at once, in this process alone.</summary>
    public void LookAgain() => heard.Writer.TryWrite("");

    /// <summary>What was heard meanwhile.</summary>
    public IReadOnlyList<string> Drain()
    {
        var calls = new List<string>();
        while (heard.Reader.TryRead(out var call)) calls.Add(call);
        return calls;
    }
}
