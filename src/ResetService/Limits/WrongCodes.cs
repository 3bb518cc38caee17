using System.Diagnostics.CodeAnalysis;
using ResetService.Hosting;

namespace ResetService.Limits;

/// <summary>Wrong codes of one network and of all: what guesses across many accounts meets, since no account's own budget stops it.</summary>
internal sealed partial class WrongCodes(Limiter limiter, Attack attack, ILogger<WrongCodes> logger)
{
    private static readonly Limit WrongCodesPerNetwork = new("wrong-codes", limits => limits.WrongCodesPerNetwork);

    /// <summary>Charges the network before the code is compared, so that many at once don't get past.</summary>
    public async Task<Refusal?> ChargeAsync(HttpContext http) => (await limiter.ChargeAsync(WrongCodesPerNetwork, Network(http))).Refusal;

    /// <summary>After the step: a wrong code counts in all as well, anything else is given back.</summary>
    public Task SettleAsync(HttpContext http, bool wrong) => wrong ? attack.CountAsync() : GiveBackAsync(http);

    [SuppressMessage("Design", "CA1031", Justification = "The step was taken, and the pass that it bought is worth more than a charge that now stands.")]
    private async Task GiveBackAsync(HttpContext http)
    {
        try
        {
            await limiter.GiveBackAsync(WrongCodesPerNetwork, Network(http));
        }
        catch (Exception fault)
        {
            LogKept(fault);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A network's charge for a code that was not wrong could not be given back")]
    private partial void LogKept(Exception fault);

    private static string Network(HttpContext http) => $"{ClientNetwork.Of(http)}";
}
