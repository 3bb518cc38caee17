using System.Threading.Channels;
using StackExchange.Redis;

namespace ResetService.Hosting;

/// <summary>Tells the workers of all instances that there is work, so that an idle one can look for it seldom.</summary>
internal sealed partial class WakeUp(Redis redis, ILogger<WakeUp> logger)
{
    /// <summary>Tells whoever listens; nobody waits for it, and nothing depends on it.</summary>
    public void Send(string work) => _ = PublishAsync(work);

    /// <summary>A channel that receives what was sent about this kind of work. Its reader looks for work by itself as well.</summary>
    public async Task<ChannelReader<string>> ListenAsync(string prefix)
    {
        var heard = Channel.CreateBounded<string>(new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropWrite });
        try
        {
            var subscriber = await redis.SubscriberAsync();
            await subscriber.SubscribeAsync(Channels, (_, work) =>
            {
                if (((string)work!).StartsWith(prefix, StringComparison.Ordinal)) heard.Writer.TryWrite(work!);
            });
        }
        catch (RedisException unreachable)
        {
            LogDeaf(unreachable);
        }

        return heard.Reader;
    }

    private static RedisChannel Channels => RedisChannel.Literal("reset:work");

    private async Task PublishAsync(string work)
    {
        try
        {
            await (await redis.SubscriberAsync()).PublishAsync(Channels, work, CommandFlags.FireAndForget);
        }
        catch (RedisException unreachable)
        {
            LogDeaf(unreachable);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis carries no wake-up calls; the workers look for work on their own every few seconds")]
    private partial void LogDeaf(Exception unreachable);
}
