using System.Globalization;
using ResetService.Hosting;
using StackExchange.Redis;

namespace ResetService.Tickets;

/// <summary>Tickets that wait for their mail. A taken one is leased: whoever dies with it leaves it due again for another.</summary>
internal sealed class MailQueue(Redis redis, Keys keys, WakeUp wakeUp)
{
    private static readonly LuaFile TakeMail = new("take-mail.lua");
    private static readonly LuaFile BeginMail = new("begin-mail.lua");
    private static readonly LuaFile DrawCode = new("draw-code.lua");
    private static readonly LuaFile DrawLink = new("draw-link.lua");
    private static readonly LuaFile SettleMail = new("settle-mail.lua");

    /// <summary>Longer than a mail in hand can take, which the mailer ends before 45 s.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan DeadAreKept = TimeSpan.FromDays(7);

    /// <summary>The wake-up call for one partition.</summary>
    public static string Work(int partition) => $"{WorkPrefix}{partition}";

    /// <returns>The partition that a wake-up call names, or null where it names none: anyone with access to Redis can send one.</returns>
    public static int? PartitionOf(string work) =>
        int.TryParse(work.AsSpan(WorkPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var partition) && TicketId.AllPartitions.Contains(partition) ? partition : null;

    public const string WorkPrefix = "mail:";

    /// <returns>A lease on the mail that is due first, or null when none is.</returns>
    public async Task<MailLease?> TakeAsync(int partition)
    {
        var taken = await redis.RunAsync(TakeMail, [TicketKeys.Mail(partition)], (long)Lease.TotalMilliseconds);

        return taken.IsNull ? null : new(partition, (string)taken[0]!, (long)taken[1]);
    }

    /// <returns>What the mail is about, or null when nobody wants it any more; then the lease has ended.</returns>
    /// <exception cref="FormatException">What was queued is no ticket, or a key that is gone sealed it: it can never be mailed.</exception>
    public async Task<WaitingMail?> BeginAsync(MailLease lease)
    {
        var id = TicketId.Read(lease.Member);
        if (!id.IsWellFormed || id.Partition != lease.Partition) throw new FormatException("What was queued is no ticket's id.");

        var answer = await redis.RunAsync(BeginMail, [TicketKeys.Ticket(id), TicketKeys.Mail(lease.Partition), TicketKeys.Epoch(id)], id.Value, lease.Score);
        if (answer.IsNull) return null;

        if (!EmailAddress.TryParse(Open(id, Purpose.Address, answer[2]), out var address)) throw new FormatException("The ticket's address can't be opened.");
        var account = Open(id, Purpose.Account, answer[7]) is { } bound ? BoundAccount.Parse(bound) : null;

        return new(id, (string)answer[0]! == "link", (int)answer[1], address, Time(answer[3]), (string)answer[4]!, (string)answer[5]!, (string)answer[6]!, (string)answer[8]!, account, Time(answer[9]));
    }

    /// <returns>The code to mail: the ticket's, where it has one, else a fresh one; null when the ticket wants none any more.</returns>
    public async Task<ResetCode?> DrawCodeAsync(WaitingMail mail, BoundAccount account)
    {
        var code = ResetCode.Draw();
        var drawn = (string?)await redis.RunAsync(DrawCode, [TicketKeys.Ticket(mail.Ticket)],
            keys.Sign(mail.Ticket.Value, code.Digits), keys.Seal(mail.Ticket.Value, Purpose.Code, code.Digits), Seal(mail.Ticket, account));
        if (drawn is null) return null;

        return ResetCode.TryParse(keys.Open(mail.Ticket.Value, Purpose.Code, drawn), out var kept) ? kept : throw new FormatException("The ticket's code can't be opened.");
    }

    /// <returns>The link to mail as id and token: the one made before, else a fresh one; null when the ticket wants none any more.</returns>
    public async Task<OwnerLink?> DrawLinkAsync(WaitingMail mail, BoundAccount account)
    {
        var link = new OwnerLink(TicketId.Draw(mail.Ticket.Tag), Secret.Draw());
        var drawn = (string?)await redis.RunAsync(DrawLink, [TicketKeys.Ticket(mail.Ticket), TicketKeys.Link(link.Id)],
            keys.Seal(mail.Ticket.Value, Purpose.Link, link.Fragment), Seal(mail.Ticket, account), Seal(link.Id, account), link.Token.Digest);
        if (drawn is null) return null;

        return OwnerLink.Parse(keys.Open(mail.Ticket.Value, Purpose.Link, drawn)) ?? throw new FormatException("The ticket's link can't be opened.");
    }

    public Task DoneAsync(MailLease lease) => SettleAsync(lease, "done", "");

    /// <param name="lease">The mail's.</param>
    /// <param name="sent">The mail.</param>
    /// <param name="told">The event's type; empty where nobody is to hear of it.</param>
    public async Task DoneAsync(MailLease lease, WaitingMail sent, string told)
    {
        await SettleAsync(lease, "done", "", told, sent.Partner, sent.Reference, sent.Storefront);
        if (told.Length > 0) wakeUp.Send(EventQueue.Work);
    }

    public Task LaterAsync(MailLease lease, TimeSpan pause) => SettleAsync(lease, "later", (long)pause.TotalMilliseconds);

    /// <summary>Gives a mail up: it goes to the dead letters, where its ticket says why.</summary>
    public Task GiveUpAsync(MailLease lease, string reason) => SettleAsync(lease, "dead", reason);

    private Task<RedisResult> SettleAsync(
        MailLease lease, string outcome, RedisValue detail, string told = "", string partner = "", string reference = "", string storefront = "")
    {
        // A member that is no ticket's id has no ticket; the key then only has to share the slot.
        var id = TicketId.Read(lease.Member);
        var ticket = id.IsWellFormed && id.Partition == lease.Partition ? TicketKeys.Ticket(id) : TicketKeys.Mail(lease.Partition);

        return redis.RunAsync(SettleMail, [TicketKeys.Mail(lease.Partition), TicketKeys.DeadMail(lease.Partition), ticket, TicketKeys.Events(lease.Partition)],
            lease.Member, lease.Score, outcome, detail, (long)DeadAreKept.TotalMilliseconds, told, partner, reference, storefront);
    }

    private string Seal(TicketId owner, BoundAccount account) => keys.Seal(owner.Value, Purpose.Account, account.Serialize());

    private string? Open(TicketId id, string purpose, RedisResult sealedText) =>
        (string?)sealedText is { Length: > 0 } text ? keys.Open(id.Value, purpose, text) ?? throw new FormatException($"The ticket's {purpose} can't be opened.") : null;

    private static DateTimeOffset Time(RedisResult milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);
}

/// <summary>A lease on a queued mail. Its score says until when it is ours, in Unix ms.</summary>
internal readonly record struct MailLease(int Partition, string Member, long Score)
{
    public override string ToString() => $"lease in {Partition}"; // the member carries the address's tag
}

/// <param name="Ticket">Whose mail waits.</param>
/// <param name="IsLink">The owner's link instead of a code.</param>
/// <param name="Try">1 for the first.</param>
/// <param name="Address">What was typed; the account is looked up by it, the mail goes to the address on file.</param>
/// <param name="Deadline">When the code or the link ends.</param>
/// <param name="Reference">What page and mail both show.</param>
/// <param name="Storefront">Where the reset was asked for.</param>
/// <param name="Locale">The language it was asked for in.</param>
/// <param name="Partner">Whose ticket it is; empty for anyone else's.</param>
/// <param name="Account">The account that an earlier mail of this code was sent to.</param>
/// <param name="Now">The time by Redis's clock.</param>
internal sealed record WaitingMail(
    TicketId Ticket, bool IsLink, int Try, EmailAddress Address, DateTimeOffset Deadline, string Reference, string Storefront, string Locale, string Partner, BoundAccount? Account, DateTimeOffset Now)
{
    public bool IsTooLate => Now >= Deadline;
}

/// <summary>What the mail's link carries in its fragment: <c>{id}.{token}</c>.</summary>
internal sealed record OwnerLink(TicketId Id, Secret Token)
{
    public string Fragment => $"{Id.Value}.{Token.Text}";

    public static OwnerLink? Parse(string? fragment)
    {
        if (fragment?.Split('.') is not [var idText, var tokenText] || !Secret.TryParse(tokenText, out var token)) return null;

        var id = TicketId.Read(idText);
        return id.IsWellFormed ? new(id, token) : null;
    }

    public override string ToString() => nameof(OwnerLink); // the token is a secret
}
