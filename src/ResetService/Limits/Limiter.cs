using Microsoft.Extensions.Options;
using ResetService.Hosting;
using StackExchange.Redis;

namespace ResetService.Limits;

/// <summary>Counts calls against limits that all instances share. A call counts before it does anything, and stays counted when it is refused by another limit.</summary>
internal sealed class Limiter(Redis redis, Keys keys, IOptions<LimitOptions> options)
{
    private static readonly LuaFile ChargeLimit = new("charge-limit.lua");
    private static readonly LuaFile GiveBack = new("give-back.lua");

    public async Task<Charge> ChargeAsync(Limit limit, string subject)
    {
        var rate = limit.Rate(options.Value);
        var calls = (long)rate.Limit * limit.Times;
        var answer = (long[])(await redis.RunAsync(ChargeLimit, [Key(limit, subject)], rate.DrainMilliseconds, calls))!;
        var allowed = answer[0] == 1;

        // What a caller can plan with: when all is free again, or where nothing is left, when one is.
        return new(allowed, calls - answer[1], new(limit.Name, rate.Limit, rate.Window, TimeSpan.FromMilliseconds(answer[answer[1] > 0 ? 3 : 2]), answer[1]));
    }

    /// <summary>Charges several, the narrowest first and the next only when that let the call in: who is refused alone uses up nothing that others share.</summary>
    /// <returns>The first refusal, or where all let the call in, the charge of the limit closest to its end.</returns>
    public async Task<Charge> ChargeAsync(params IEnumerable<(Limit Limit, string Subject)> narrowestFirst)
    {
        Charge? closest = null;
        foreach (var (limit, subject) in narrowestFirst)
        {
            var charge = await ChargeAsync(limit, subject);
            if (!charge.Allowed) return charge;
            if (closest is null || charge.Quota.Remaining < closest.Quota.Remaining) closest = charge;
        }

        return closest ?? throw new ArgumentException("Nothing to charge.", nameof(narrowestFirst));
    }

    public Task GiveBackAsync(Limit limit, string subject) => redis.RunAsync(GiveBack, [Key(limit, subject)], limit.Rate(options.Value).DrainMilliseconds);

    private RedisKey Key(Limit limit, string subject) => LimitKeys.Of(keys, limit.Name, subject);
}

/// <param name="Allowed">Whether the limit let the call in.</param>
/// <param name="Used">Calls that the limit holds now, this one included.</param>
/// <param name="Quota">For the caller.</param>
internal sealed record Charge(bool Allowed, long Used, Quota Quota)
{
    public Refusal? Refusal => Allowed ? null : Refusal.TooMany(Quota);
}
