using ResetService.Hosting;

namespace ResetService.Limits;

/// <summary>Wrong codes of one network and of all: what guesses across many accounts meets, since no account's own budget stops it.</summary>
internal sealed class WrongCodes(Limiter limiter, Attack attack)
{
    private static readonly Limit WrongCodesPerNetwork = new("wrong-codes", limits => limits.WrongCodesPerNetwork);

    /// <summary>Charges the network before the code is compared, so that many at once don't get past.</summary>
    public async Task<Refusal?> ChargeAsync(HttpContext http) => (await limiter.ChargeAsync(WrongCodesPerNetwork, Network(http))).Refusal;

    /// <summary>After the step: a wrong code counts in all as well, anything else is given back.</summary>
    public Task SettleAsync(HttpContext http, bool wrong) => wrong ? attack.CountAsync() : GiveBackAsync(http);

    private async Task GiveBackAsync(HttpContext http)
    {
        try
        {
            await limiter.GiveBackAsync(WrongCodesPerNetwork, Network(http));
        }
        catch (Exception outage) when (Faults.IsOutage(outage))
        {
            // The step was taken, and the pass that it bought is worth more than a charge that now stands.
        }
    }

    private static string Network(HttpContext http) => $"{ClientNetwork.Of(http)}";
}
