using System.Net;
using Microsoft.Extensions.Options;
using ResetService.Hosting;

namespace ResetService.Tickets;

/// <summary>How many mails an address gets, for those that no ticket asks for.</summary>
internal sealed class MailBudget(Redis redis, Keys keys, IOptions<CodeOptions> options)
{
    private static readonly LuaFile SpendMail = new("spend-mail.lua");

    /// <summary>Counts a mail. The one of a reference counts once, so that a retry costs nothing.</summary>
    /// <param name="address">Who gets it.</param>
    /// <param name="network">Where it was asked for: one network can use half.</param>
    /// <param name="reference">The mail's.</param>
    /// <returns>Whether it may go.</returns>
    public async Task<bool> SpendAsync(EmailAddress address, IPNetwork network, string reference)
    {
        var owner = TicketId.Draw(keys.Tag(address)); // names the address's keys; no ticket has it
        var answer = await redis.RunAsync(SpendMail, [TicketKeys.HourlySends(owner), TicketKeys.DailySends(owner)],
            reference, keys.Digest(network.ToString()), options.Value.AddressSendsAnHour, options.Value.AddressSendsADay);

        return (bool)answer;
    }
}
