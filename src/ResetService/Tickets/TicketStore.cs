using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ResetService.Hosting;
using StackExchange.Redis;

namespace ResetService.Tickets;

/// <summary>Resets in progress, one method and one script for each step. Redis holds nothing that a thief can use.</summary>
internal sealed class TicketStore(Redis redis, Keys keys, WakeUp wakeUp, IOptions<CodeOptions> options)
{
    private static readonly LuaFile OpenTicket = new("open-ticket.lua");
    private static readonly LuaFile RequestCode = new("request-code.lua");
    private static readonly LuaFile ReadTicket = new("read-ticket.lua");
    private static readonly LuaFile ConfirmCode = new("confirm-code.lua");
    private static readonly LuaFile ConfirmLink = new("confirm-link.lua");
    private static readonly LuaFile UsePass = new("use-pass.lua");
    private static readonly LuaFile GiveBackUse = new("give-back-use.lua");
    private static readonly LuaFile CompleteReset = new("complete-reset.lua");
    private static readonly LuaFile CancelTicket = new("cancel-ticket.lua");

    /// <summary>Names the number of <see cref="CodeOptions.PasswordSets"/>, in Redis and to callers.</summary>
    public const string PasswordSets = "password-sets";

    // No digits, so that nobody takes it for the code; no vowels, so that it is no word by accident.
    private const string ReferenceAlphabet = "BCDFGHJKMNPQRSTVWXYZ";
    private const int ReferenceLength = 6;

    /// <summary>How long a reset that completed keeps ending older ones: the longest a link can live.</summary>
    private static readonly TimeSpan EpochLifetime = TimeSpan.FromDays(1);

    private CodeOptions Codes => options.Value;

    /// <summary>What a page or a person can tell one mail from another by; no secret.</summary>
    public static string DrawReference(int length = ReferenceLength) => RandomNumberGenerator.GetString(ReferenceAlphabet, length);

    /// <param name="address">Whose password is forgotten.</param>
    /// <param name="storefront">Where.</param>
    /// <param name="locale">In which language.</param>
    /// <param name="partner">Whose the ticket will be; empty for anyone else's.</param>
    /// <param name="told">The event's type; empty where nobody is to hear of it.</param>
    public async Task<OpenedTicket> OpenAsync(EmailAddress address, string storefront, string locale, string partner, string told = "")
    {
        var id = TicketId.Draw(keys.Tag(address));
        var token = Secret.Draw(partner);

        var opened = await redis.RunAsync(OpenTicket, [TicketKeys.Ticket(id), TicketKeys.Events(id.Partition)],
            Milliseconds(Codes.TicketLifetime), token.Digest, keys.Seal(id.Value, Purpose.Address, address.Typed), storefront, locale, partner, id.Value, told);
        if (told.Length > 0) wakeUp.Send(EventQueue.Work);

        return new(id, token, Time(opened[1]));
    }

    public async Task<(RequestedCode?, Refusal?)> RequestCodeAsync(TicketId id, Secret token, IPNetwork network, bool linksOnly = false)
    {
        if (!id.IsWellFormed) return (null, TicketRefusal.NotFound);

        var answer = await redis.RunAsync(RequestCode,
            [TicketKeys.Ticket(id), TicketKeys.Guesses(id), TicketKeys.HourlySends(id), TicketKeys.DailySends(id), TicketKeys.Mail(id.Partition)],
            token.Digest, id.Value, keys.Digest(network.ToString()), DrawReference(),
            Milliseconds(Codes.Lifetime), Milliseconds(Codes.ResendPause), Codes.Sends, Codes.AddressTries, Codes.AddressSendsAnHour, Codes.AddressSendsADay,
            linksOnly ? Milliseconds(Codes.AttackLinkLifetime) : 0);
        if (TicketRefusal.Read(answer) is { } refusal) return (null, refusal);

        wakeUp.Send(MailQueue.Work(id.Partition));
        return (new((string)answer[1]!, (string)answer[2]!, Time(answer[3]), Time(answer[4]), (int)answer[5], Mask(id, (string)answer[6]!)), null);
    }

    public async Task<(TicketState?, Refusal?)> ReadAsync(TicketId id, Secret token)
    {
        if (!id.IsWellFormed) return (null, TicketRefusal.NotFound);

        var answer = await redis.RunAsync(ReadTicket, [TicketKeys.Ticket(id)], token.Digest);
        if (TicketRefusal.Read(answer) is { } refusal) return (null, refusal);

        var resend = (long)answer[6];
        return (new((string)answer[1]!, (string)answer[2]! is { Length: > 0 } kind ? kind : null, Time(answer[3]),
            Math.Max(0, Codes.Tries - (int)answer[4]), Math.Max(0, Codes.Sends - (int)answer[5]), resend == 0 ? null : Time(answer[6])), null);
    }

    /// <param name="id">The ticket.</param>
    /// <param name="token">Its secret.</param>
    /// <param name="code">What was typed.</param>
    /// <param name="told">The type of the event that its tries are spent; empty where nobody is to hear of it.</param>
    public async Task<(BoughtPass?, Refusal?)> ConfirmCodeAsync(TicketId id, Secret token, ResetCode code, string told = "")
    {
        if (!id.IsWellFormed) return (null, TicketRefusal.NotFound);

        var pass = Secret.Draw(token.Partner);
        var (current, previous) = keys.Signatures(id.Value, code.Digits);
        var answer = await redis.RunAsync(ConfirmCode, [TicketKeys.Ticket(id), TicketKeys.Guesses(id), TicketKeys.Epoch(id), TicketKeys.Events(id.Partition)],
            token.Digest, current, previous, pass.Digest, Milliseconds(Codes.PassLifetime), Codes.Tries, Codes.AddressTries, id.Value, told);
        var refusal = TicketRefusal.Read(answer);
        if (told.Length > 0 && refusal.WasLastTry()) wakeUp.Send(EventQueue.Work);

        return refusal is not null ? (null, refusal) : (Bought(id, pass, answer), null);
    }

    /// <summary>The owner's link becomes a ticket of its own, under the link's id.</summary>
    public async Task<(BoughtPass?, Refusal?)> ConfirmLinkAsync(TicketId id, Secret token)
    {
        if (!id.IsWellFormed) return (null, TicketRefusal.NotFound);

        var pass = Secret.Draw();
        var answer = await redis.RunAsync(ConfirmLink, [TicketKeys.Link(id), TicketKeys.Epoch(id), TicketKeys.Ticket(id)],
            token.Digest, pass.Digest, Milliseconds(Codes.PassLifetime));

        return TicketRefusal.Read(answer) is { } refusal ? (null, refusal) : (Bought(id, pass, answer), null);
    }

    public Task<(UsedPass?, Refusal?)> UsePassToCheckAsync(TicketId id, Secret pass) => UsePassAsync(id, pass, "password-checks", Codes.PasswordChecks);

    public Task<(UsedPass?, Refusal?)> UsePassToSetAsync(TicketId id, Secret pass) => UsePassAsync(id, pass, PasswordSets, Codes.PasswordSets);

    /// <summary>For a call that counted and could not be done, since a part was down: it is as if it had not been made.</summary>
    public Task GiveBackSetAsync(TicketId id) => redis.RunAsync(GiveBackUse, [TicketKeys.Ticket(id)], PasswordSets);

    /// <param name="id">The ticket whose reset completed.</param>
    /// <param name="completed">When, by Redis's clock: tickets as old or older end with it.</param>
    public Task CompleteAsync(TicketId id, DateTimeOffset completed) => redis.RunAsync(CompleteReset,
        [TicketKeys.Ticket(id), TicketKeys.Epoch(id), TicketKeys.Mail(id.Partition)],
        id.Value, completed.ToUnixTimeMilliseconds(), Milliseconds(EpochLifetime));

    public async Task<Refusal?> CancelAsync(TicketId id, Secret token) => id.IsWellFormed
        ? TicketRefusal.Read(await redis.RunAsync(CancelTicket, [TicketKeys.Ticket(id), TicketKeys.Mail(id.Partition)], token.Digest, id.Value))
        : TicketRefusal.NotFound;

    private async Task<(UsedPass?, Refusal?)> UsePassAsync(TicketId id, Secret pass, string use, int calls)
    {
        if (!id.IsWellFormed) return (null, TicketRefusal.NotFound);

        var answer = await redis.RunAsync(UsePass, [TicketKeys.Ticket(id), TicketKeys.Epoch(id)],
            pass.Digest, use, calls, Milliseconds(Codes.PassLifetime));
        if (TicketRefusal.Read(answer) is { } refusal) return (null, refusal);

        // Sealed by a key that is gone: nothing can be known about the ticket any more.
        if (keys.Open(id.Value, Purpose.Account, (string)answer[1]!) is not { } account) return (null, TicketRefusal.NotFound);

        return (new(BoundAccount.Parse(account), (string)answer[2]!, (string)answer[3]!, (string)answer[4]!, Time(answer[5]), Time(answer[6])), null);
    }

    private BoughtPass Bought(TicketId id, Secret pass, RedisResult answer)
    {
        var own = keys.Open(id.Value, Purpose.Account, (string)answer[3]!) is { } account ? BoundAccount.Parse(account).Storefront : null;
        return new(id, pass, Time(answer[1]), own ?? (string)answer[2]!);
    }

    private string Mask(TicketId id, string sealedAddress) =>
        EmailAddress.TryParse(keys.Open(id.Value, Purpose.Address, sealedAddress), out var address) ? address.Masked : "";

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;

    private static DateTimeOffset Time(RedisResult milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);
}

/// <summary>What a sealed text is for; it opens for nothing else.</summary>
internal static class Purpose
{
    public const string Address = "address";
    public const string Account = "account";
    public const string Code = "code";
    public const string Link = "link";
}

internal sealed record OpenedTicket(TicketId Id, Secret Token, DateTimeOffset ExpiresAt);

internal sealed record RequestedCode(string Kind, string Reference, DateTimeOffset ExpiresAt, DateTimeOffset ResendAt, int SendsLeft, string SentTo);

internal sealed record TicketState(string State, string? Kind, DateTimeOffset ExpiresAt, int AttemptsLeft, int SendsLeft, DateTimeOffset? ResendAt);

/// <param name="Ticket">The ticket.</param>
/// <param name="Pass">Its secret from here on.</param>
/// <param name="ExpiresAt">When the pass ends.</param>
/// <param name="OwnStorefront">Whose passwords the account has: its own shop's, or where it has none, the one where the reset was asked for.</param>
internal sealed record BoughtPass(TicketId Ticket, Secret Pass, DateTimeOffset ExpiresAt, string OwnStorefront);

/// <param name="Account">Whose password may change.</param>
/// <param name="Storefront">Where the reset was asked for.</param>
/// <param name="Locale">The language it was asked for in.</param>
/// <param name="Partner">Whose ticket it is; empty for anyone else's, as a link's always is.</param>
/// <param name="ExpiresAt">When the pass ends.</param>
/// <param name="Now">The time by Redis's clock.</param>
internal sealed record UsedPass(BoundAccount Account, string Storefront, string Locale, string Partner, DateTimeOffset ExpiresAt, DateTimeOffset Now)
{
    /// <summary>The account's shop, in whose name mails come and whose passwords it has.</summary>
    public string OwnStorefront => Account.Storefront ?? Storefront;
}
