using System.ComponentModel.DataAnnotations;
using ResetService.Hosting;

namespace ResetService.Limits;

/// <summary>How many calls a limit lets in; the section <c>Limits</c>, shared by all instances. Each number says how it came about.</summary>
/// <remarks>A client is an IPv4 address or an IPv6 /64, a network an IPv4 /24 or an IPv6 /48.</remarks>
internal sealed record LimitOptions : IValidatableObject
{
    /// <summary>Two for each ticket, since a page may be left and come back to. One costs about a millisecond.</summary>
    public Rate ChallengesPerClient { get; init; } = new() { Limit = 120, Window = TimeSpan.FromMinutes(5) };

    /// <summary>Two for each ticket here too: a network of IPv6 has 65,536 clients.</summary>
    public Rate ChallengesPerNetwork { get; init; } = new() { Limit = 240, Window = TimeSpan.FromMinutes(5) };

    /// <summary>Half of its network's, so that one machine alone can't close it to its neighbours.</summary>
    public Rate TicketsPerClient { get; init; } = new() { Limit = 60, Window = TimeSpan.FromMinutes(5) };

    /// <summary>Room for an office or a mobile carrier's block, which meets harder proofs at a quarter of it.</summary>
    public Rate TicketsPerNetwork { get; init; } = new() { Limit = 120, Window = TimeSpan.FromMinutes(5) };

    /// <summary>Ten for each of its six mails an hour, in each network: a stranger's don't count against the owner's, and what they can mail is counted for all.</summary>
    public Rate TicketsPerAddress { get; init; } = new() { Limit = 60, Window = TimeSpan.FromHours(1) };

    /// <summary>Half of all, so that a flood in one shop's name leaves the others open.</summary>
    public Rate TicketsPerStorefront { get; init; } = new() { Limit = 3000, Window = TimeSpan.FromMinutes(5) };

    /// <summary>20 a second: more than a shop's customers forget, less than a mail provider's bill should bear.</summary>
    public Rate TicketsInAll { get; init; } = new() { Limit = 6000, Window = TimeSpan.FromMinutes(5) };

    /// <summary>From here on, and again at each further multiple, a network's proofs become harder.</summary>
    public Rate EasyProofsPerNetwork { get; init; } = new() { Limit = 30, Window = TimeSpan.FromMinutes(5) };

    /// <summary>The same for an address, whoever asks: its owner gets by with fewer, and the hardest is forgotten after 75 minutes.</summary>
    public Rate EasyProofsPerAddress { get; init; } = new() { Limit = 10, Window = TimeSpan.FromMinutes(15) };

    /// <summary>Reading and cancelling a ticket are harmless: two open pages that ask every second fit.</summary>
    public Rate ReadsPerClient { get; init; } = new() { Limit = 600, Window = TimeSpan.FromMinutes(5) };

    /// <summary>Three mails for each of ten customers behind one address.</summary>
    public Rate SendsPerClient { get; init; } = new() { Limit = 30, Window = TimeSpan.FromMinutes(5) };

    /// <summary>Five tries and a link for each of ten customers behind one address.</summary>
    public Rate ConfirmationsPerClient { get; init; } = new() { Limit = 60, Window = TimeSpan.FromMinutes(5) };

    /// <summary>A page asks while its customer types: five tickets' worth.</summary>
    public Rate PasswordChecksPerClient { get; init; } = new() { Limit = 300, Window = TimeSpan.FromMinutes(5) };

    /// <summary>Each costs an Argon2id hash: three tickets' worth.</summary>
    public Rate PasswordsPerClient { get; init; } = new() { Limit = 30, Window = TimeSpan.FromMinutes(5) };

    /// <summary>Each is a mail to the shop's people: an office's worth, and no flood.</summary>
    public Rate SupportPerNetwork { get; init; } = new() { Limit = 10, Window = TimeSpan.FromHours(1) };

    /// <summary>SendGrid sends a batch a second where there is something to tell: room for ten times that after an outage. A forged one costs a hash of its body, and few are let in at a time.</summary>
    public Rate SendGridEventsPerClient { get; init; } = new() { Limit = 3000, Window = TimeSpan.FromMinutes(5) };

    /// <summary>Customers mistype once or twice; a network that guesses across accounts is stopped here. A right code is given back.</summary>
    public Rate WrongCodesPerNetwork { get; init; } = new() { Limit = 60, Window = TimeSpan.FromHours(1) };

    /// <summary>Past these the service is under attack. At 500 an hour a guesser across all accounts finds one code in 12 weeks.</summary>
    public Rate WrongCodesInAll { get; init; } = new() { Limit = 500, Window = TimeSpan.FromHours(1) };

    /// <summary>Past these somebody should look. Ten thousand resets a day, with a code and a confirmation each, are more than a shop of middling size has; what the limits above let through gets there in 17 minutes.</summary>
    public Rate MailsInAll { get; init; } = new() { Limit = 20_000, Window = TimeSpan.FromDays(1) };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var property in typeof(LimitOptions).GetProperties().Where(property => property.PropertyType == typeof(Rate)))
        {
            foreach (var failure in Settings.Nested(property.Name, property.GetValue(this)!)) yield return failure;
        }
    }
}
