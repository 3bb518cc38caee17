using Microsoft.Extensions.Options;
using ResetService.Hosting;

namespace ResetService.Tickets;

/// <summary>Who may ask the shop's people for help, and how often.</summary>
internal sealed class CaseStore(Redis redis, Keys keys, IOptions<CodeOptions> options)
{
    private static readonly LuaFile OpenCase = new("open-case.lua");

    /// <summary>Reserves the ticket's one case. What comes of it is Postgres's to say: the same call again gets the same reference.</summary>
    public async Task<(OpenedCase?, Refusal?)> OpenAsync(TicketId id, Secret token)
    {
        if (!id.IsWellFormed) return (null, TicketRefusal.NotFound);

        var answer = await redis.RunAsync(OpenCase, [TicketKeys.Ticket(id), TicketKeys.Cases(id)], token.Digest, OpenedCase.DrawReference(), options.Value.AddressCasesADay);
        if (TicketRefusal.Read(answer) is { } refusal) return (null, refusal);

        // Sealed by a key that is gone: nothing can be known about the ticket any more.
        if (keys.Open(id.Value, Purpose.Address, (string)answer[2]!) is not { } address) return (null, TicketRefusal.NotFound);

        return (new((string)answer[1]!, address, (string)answer[3]!, (string)answer[4]!, (string)answer[5]! is { Length: > 0 } mail ? mail : null,
            new Quota("ticket-support", Limit: 1, TimeSpan.FromMilliseconds((long)answer[6]), TimeSpan.FromMilliseconds((long)answer[7]))), null);
    }
}

/// <param name="Reference">What customer and support staff both quote.</param>
/// <param name="Address">Whose password is forgotten, as typed.</param>
/// <param name="Storefront">Where the reset was asked for.</param>
/// <param name="Locale">The language it was asked for in.</param>
/// <param name="MailReference">Of the last mail that the ticket asked for.</param>
/// <param name="Quota">The limit of one case, for who asks for another.</param>
internal sealed record OpenedCase(string Reference, string Address, string Storefront, string Locale, string? MailReference, Quota Quota)
{
    // Longer than a mail's: a case is found by it among all there ever were (20 ^ 8 is 26 billion).
    private const int ReferenceLength = 8;

    public static string DrawReference() => TicketStore.DrawReference(ReferenceLength);

    public override string ToString() => nameof(OpenedCase); // an address is inside
}
