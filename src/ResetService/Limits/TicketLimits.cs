using ResetService.Hosting;

namespace ResetService.Limits;

/// <summary>Limits of step 1 that need its body. They count alike whether the address has an account.</summary>
internal sealed class TicketLimits(Limiter limiter)
{
    /// <summary>The hardest level. It ends the count too: an hour of asking must not mean a day of hard proofs.</summary>
    public const int TopLevel = 4;

    private static readonly Limit EasyProofsPerNetwork = new("easy-proofs-network", limits => limits.EasyProofsPerNetwork, TopLevel + 1);
    private static readonly Limit EasyProofsPerAddress = new("easy-proofs-address", limits => limits.EasyProofsPerAddress, TopLevel + 1);
    private static readonly Limit TicketsPerAddress = new("tickets-address", limits => limits.TicketsPerAddress);
    private static readonly Limit TicketsPerStorefront = new("tickets-storefront", limits => limits.TicketsPerStorefront);
    private static readonly Limit TicketsInAll = new("tickets", limits => limits.TicketsInAll);

    /// <summary>Counts a genuine proof and says how hard it has to be: 0 within the quotas of network and address, one more for each further multiple.</summary>
    public async Task<int> LevelAsync(HttpContext http, EmailAddress address)
    {
        var charges = await Task.WhenAll(
            limiter.ChargeAsync(EasyProofsPerNetwork, $"{ClientNetwork.Of(http)}"),
            limiter.ChargeAsync(EasyProofsPerAddress, address.Canonical));

        return charges.Max(charge => (int)((charge.Used - 1) / charge.Quota.Limit));
    }

    /// <summary>Counts a ticket, after its proof was judged: without one, nobody but a partner can spend what belongs to an address, a shop or everyone.</summary>
    public async Task<Refusal?> ChargeAsync(HttpContext http, EmailAddress address, Caller caller, string storefront)
    {
        var charge = await limiter.ChargeAsync(
            [(TicketsPerAddress, $"{address.Canonical} {ClientNetwork.Of(http)}"), .. PartnerLimits.Tickets(caller), (TicketsPerStorefront, storefront), (TicketsInAll, "all")]);

        return charge.Refusal;
    }
}
