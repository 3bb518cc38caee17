using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using ResetService.Hosting;
using StackExchange.Redis;

namespace ResetService.Limits;

/// <summary>
/// Whether someone guesses codes across accounts: past so many wrong codes in all, every new mail carries a link until that window ends.
/// Tells operators by the meter <c>ResetService</c>: gauge <c>reset.attack</c> (1 while it lasts, as this instance knows it) and counter <c>reset.codes.wrong</c>.
/// </summary>
internal sealed partial class Attack
{
    private static readonly LuaFile CountWrongCode = new("count-wrong-code.lua");
    private static readonly LuaFile ReadAttack = new("read-attack.lua");

    // How long an instance goes by what it knows: a mail of this second may still carry a code.
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly Redis redis;
    private readonly RedisKey key;
    private readonly Rate bearable;
    private readonly TimeProvider clock;
    private readonly ILogger<Attack> logger;
    private readonly Meter meter;
    private readonly Counter<long> wrongCodes;
    private readonly Lock door = new();
    private DateTimeOffset knownUntil;
    private DateTimeOffset ends;
    private bool risen;

    public Attack(Redis redis, Keys keys, IOptions<LimitOptions> options, TimeProvider clock, IMeterFactory meters, ILogger<Attack> logger)
    {
        (this.redis, this.clock, this.logger) = (redis, clock, logger);
        key = $"reset:limit:{{wrong-codes-in-all:{keys.Digest("all")}}}";
        bearable = options.Value.WrongCodesInAll;

        meter = meters.Create(nameof(ResetService));
        wrongCodes = meter.CreateCounter<long>("reset.codes.wrong", "{code}", "Wrong codes");
        meter.CreateObservableGauge("reset.attack", () => IsOn ? 1 : 0, description: "1 while the service is under attack and mails carry links");
    }

    private bool IsOn
    {
        get { lock (door) return clock.GetUtcNow() < ends; }
    }

    private bool IsKnown
    {
        get { lock (door) return clock.GetUtcNow() < knownUntil; }
    }

    public async Task CountAsync()
    {
        wrongCodes.Add(1);
        Learn(await redis.RunAsync(CountWrongCode, [key], (long)bearable.Window.TotalMilliseconds, bearable.Limit));
    }

    public async ValueTask<bool> IsOnAsync()
    {
        if (!IsKnown) Learn(await redis.RunAsync(ReadAttack, [key], bearable.Limit));

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
            if (risen) LogRisen(bearable.Limit, bearable.Window);
            else LogFallen();
        }
    }

    [LoggerMessage(LogLevel.Error, "Under attack: more than {Limit} wrong codes within {Window}. Every new mail carries a link until this falls; find the networks that guess and shut them out")]
    private partial void LogRisen(int limit, TimeSpan window);

    [LoggerMessage(LogLevel.Information, "The attack is over; mails carry codes again")]
    private partial void LogFallen();
}
