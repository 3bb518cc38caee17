using ResetService.Hosting;
using StackExchange.Redis;

namespace ResetService.Limits;

/// <summary>Counts something in all instances. Past what is bearable in a window it is on, as this instance knows it, for a whole window from there.</summary>
/// <param name="redis">Where all count.</param>
/// <param name="key">What is counted.</param>
/// <param name="bearable">How many are no alarm yet.</param>
/// <param name="clock">Tells when it is over.</param>
/// <param name="changed">Hears once that it rose, and once that it fell.</param>
internal sealed class Alarm(Redis redis, RedisKey key, Rate bearable, TimeProvider clock, Action<bool> changed)
{
    private static readonly LuaFile CountForAlarm = new("count-for-alarm.lua");
    private static readonly LuaFile ReadAlarm = new("read-alarm.lua");

    // How long an instance goes by what it knows: a mail of this second may still carry a code.
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly Lock door = new();
    private DateTimeOffset knownUntil;
    private DateTimeOffset ends;
    private bool risen;

    public bool IsOn
    {
        get { lock (door) return clock.GetUtcNow() < ends; }
    }

    private bool IsKnown
    {
        get { lock (door) return clock.GetUtcNow() < knownUntil; }
    }

    public async Task CountAsync() => Learn(await redis.RunAsync(CountForAlarm, [key], (long)bearable.Window.TotalMilliseconds, bearable.Limit));

    public async ValueTask<bool> IsOnAsync()
    {
        if (!IsKnown) Learn(await redis.RunAsync(ReadAlarm, [key], bearable.Limit));

        return IsOn;
    }

    /// <summary>Takes in how many milliseconds Redis says that it still lasts. Answers overtake each other, so what has risen falls at its end and not before.</summary>
    private void Learn(RedisResult left)
    {
        var now = clock.GetUtcNow();
        lock (door)
        {
            knownUntil = now + Freshness;
            if ((long)left > 0) ends = now.AddMilliseconds((long)left);
            if (risen == now < ends) return;

            risen = !risen;
            changed(risen);
        }
    }
}
