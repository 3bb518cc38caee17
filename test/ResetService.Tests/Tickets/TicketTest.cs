using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ResetService.Hosting;
using ResetService.Tests.Support;
using ResetService.Tickets;
using StackExchange.Redis;

namespace ResetService.Tests.Tickets;

/// <summary>
/// The tickets and their mail queue on each kind of server, without the web around them.
/// Answers read as short texts, "ok" or the problem's code and what goes with it, so that tests can say a whole answer in a line.
/// </summary>
/// <remarks>
/// Every test lives ten days before the one that ran ahead of it: what others left in the sixteen mail queues is not due yet.
/// No test may take longer than that by its clock.
/// </remarks>
[TestFixture(nameof(Servers.Redis))]
[TestFixture(nameof(Servers.Cluster))]
[TestFixture(nameof(Servers.Garnet))]
internal abstract class TicketTest(string server) : IAsyncDisposable
{
    protected static readonly BoundAccount Account = new("4711", "kunde@shop.example", "stamp-1", "shop", "de");
    protected static readonly IPNetwork Home = IPNetwork.Parse("192.0.2.0/24");
    protected static readonly CodeOptions Defaults = new();
    protected static readonly CodeOptions ManyMails = new() { Sends = 1000, AddressSendsAnHour = 1000, AddressSendsADay = 1000, ResendPause = TimeSpan.Zero };

    private static readonly DateTimeOffset End = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly KeyOptions NewKeys = new() { Current = KeyOptions.Draw(), Address = KeyOptions.Draw() };
    private static int tests;
    private static int networks;

    private ConnectionMultiplexer connection = null!;

    protected FakeTimeProvider Clock { get; } = new(End);

    protected DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>The bare server, to look behind the scripts.</summary>
    protected IDatabase Database => connection.GetDatabase();

    protected CodeOptions Codes { get; private set; } = Defaults;

    protected Redis Redis { get; private set; } = null!;

    protected TicketStore Tickets { get; private set; } = null!;

    protected MailQueue Mails { get; private set; } = null!;

    protected CaseStore Cases { get; private set; } = null!;

    protected MailBudget Budget { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task ConnectAsync()
    {
        connection = await ConnectionMultiplexer.ConnectAsync(await ConnectionStringAsync());
        Redis = await NewRedisAsync(Clock);
    }

    [SetUp]
    public void Begin()
    {
        Clock.AdjustTime(End - (TimeSpan.FromDays(10) * Interlocked.Increment(ref tests)));
        Use(Defaults);
    }

    [OneTimeTearDown]
    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        await connection.DisposeAsync();
    }

    protected static EmailAddress NewAddress() => EmailAddress.Parse($"{Guid.NewGuid():N}@shop.example");

    protected static IPNetwork NewNetwork()
    {
        var number = Interlocked.Increment(ref networks);
        return new(new IPAddress([10, (byte)(number >> 8), (byte)number, 0]), 24);
    }

    /// <summary>A code that is not the mailed one.</summary>
    protected static ResetCode Wrong(ResetCode code, int distance = 1) =>
        ResetCode.Parse(((int.Parse(code.Digits, CultureInfo.InvariantCulture) + distance) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture));

    protected static string Say(Refusal? refusal) => refusal switch
    {
        null => "ok",
        { Quota: { } quota } => string.Create(CultureInfo.InvariantCulture, $"{refusal.Problem.Code} {quota.Policy} {quota.Limit} in {quota.Window:c}, again in {quota.Resets:c}"),
        _ => string.Join(' ', refusal.Extras.Values.Prepend(refusal.Problem.Code)),
    };

    protected void Use(CodeOptions codes, KeyOptions? keys = null)
    {
        Codes = codes;
        (Tickets, Mails) = Build(Redis, codes, keys);
        var drawer = new Keys(Options.Create(keys ?? NewKeys));
        (Cases, Budget) = (new(Redis, drawer, Options.Create(codes)), new(Redis, drawer, Options.Create(codes)));
    }

    protected static (TicketStore Tickets, MailQueue Mails) Build(Redis redis, CodeOptions codes, KeyOptions? keys = null)
    {
        var drawer = new Keys(Options.Create(keys ?? NewKeys));
        var wakeUp = new WakeUp(redis, TimeProvider.System, NullLogger<WakeUp>.Instance);
        return (new(redis, drawer, wakeUp, Options.Create(codes)), new(redis, drawer, wakeUp));
    }

    protected async Task<Redis> NewRedisAsync(TimeProvider clock)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["ConnectionStrings:Redis"] = await ConnectionStringAsync() };
        return new(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), clock);
    }

    protected Task<OpenedTicket> OpenAsync(EmailAddress? address = null) => Tickets.OpenAsync(address ?? NewAddress(), "shop", "de", partner: "");

    /// <summary>Asks for a mail: its kind, or the refusal.</summary>
    protected async Task<string> SendAsync(OpenedTicket ticket, IPNetwork? network = null)
    {
        var (sent, refusal) = await Tickets.RequestCodeAsync(ticket.Id, ticket.Token, network ?? NewNetwork());
        return sent?.Kind ?? Say(refusal);
    }

    protected async Task<RequestedCode> SentAsync(OpenedTicket ticket, IPNetwork? network = null)
    {
        var (sent, refusal) = await Tickets.RequestCodeAsync(ticket.Id, ticket.Token, network ?? NewNetwork());
        Assert.That(Say(refusal), Is.EqualTo("ok"));
        return sent!;
    }

    protected async Task<string> ReadAsync(OpenedTicket ticket)
    {
        var (state, refusal) = await Tickets.ReadAsync(ticket.Id, ticket.Token);
        return state is null ? Say(refusal) : $"{state.State}, {state.AttemptsLeft} tries, {state.SendsLeft} mails";
    }

    protected async Task<string> ConfirmAsync(OpenedTicket ticket, ResetCode code) => Say((await Tickets.ConfirmCodeAsync(ticket.Id, ticket.Token, code)).Item2);

    protected async Task<BoughtPass> BuyPassAsync(OpenedTicket ticket, ResetCode code)
    {
        var (bought, refusal) = await Tickets.ConfirmCodeAsync(ticket.Id, ticket.Token, code);
        Assert.That(Say(refusal), Is.EqualTo("ok"));
        return bought!;
    }

    protected async Task<BoughtPass> BuyPassAsync(OwnerLink link)
    {
        var (bought, refusal) = await Tickets.ConfirmLinkAsync(link.Id, link.Token);
        Assert.That(Say(refusal), Is.EqualTo("ok"));
        return bought!;
    }

    protected async Task<string> FollowAsync(OwnerLink link) => Say((await Tickets.ConfirmLinkAsync(link.Id, link.Token)).Item2);

    protected Task<string> UseAsync(BoughtPass bought) => UseAsync(bought.Ticket, bought.Pass);

    protected async Task<string> UseAsync(TicketId id, Secret pass) => Say((await Tickets.UsePassToSetAsync(id, pass)).Item2);

    protected async Task<string> CancelAsync(OpenedTicket ticket) => Say(await Tickets.CancelAsync(ticket.Id, ticket.Token));

    protected async Task GuessWrongAsync(OpenedTicket ticket, ResetCode code, int times)
    {
        for (var guess = 1; guess <= times; guess++) await ConfirmAsync(ticket, Wrong(code, guess));
    }

    protected async Task<MailLease> TakeAsync(OpenedTicket ticket)
    {
        var lease = await Mails.TakeAsync(ticket.Id.Partition);
        Assert.That(lease?.Member, Is.EqualTo(ticket.Id.Value));
        return lease!.Value;
    }

    protected async Task<WaitingMail> BegunAsync(MailLease lease)
    {
        var waiting = await Mails.BeginAsync(lease);
        Assert.That(waiting, Is.Not.Null);
        return waiting!;
    }

    /// <summary>What the worker does with a code's mail.</summary>
    protected async Task<ResetCode> MailCodeAsync(OpenedTicket ticket)
    {
        var lease = await TakeAsync(ticket);
        var code = await Mails.DrawCodeAsync(await BegunAsync(lease), Account);
        await Mails.DoneAsync(lease);
        return code!.Value;
    }

    /// <summary>What the worker does with a link's mail.</summary>
    protected async Task<OwnerLink> MailLinkAsync(OpenedTicket ticket)
    {
        var lease = await TakeAsync(ticket);
        var link = await Mails.DrawLinkAsync(await BegunAsync(lease), Account);
        await Mails.DoneAsync(lease);
        return link!;
    }

    /// <summary>What the worker does where the address has no account.</summary>
    protected async Task MailNobodyAsync(OpenedTicket ticket)
    {
        var lease = await TakeAsync(ticket);
        await Mails.BeginAsync(lease);
        await Mails.DoneAsync(lease);
    }

    /// <summary>A ticket whose mail waits.</summary>
    protected async Task<OpenedTicket> OpenAndSendAsync(EmailAddress? address = null)
    {
        var ticket = await OpenAsync(address);
        await SentAsync(ticket);
        return ticket;
    }

    protected async Task<(OpenedTicket Ticket, ResetCode Code)> OpenWithCodeAsync(EmailAddress? address = null)
    {
        var ticket = await OpenAndSendAsync(address);
        return (ticket, await MailCodeAsync(ticket));
    }

    protected async Task<(OpenedTicket Ticket, BoughtPass Bought)> OpenWithPassAsync(EmailAddress? address = null)
    {
        var (ticket, code) = await OpenWithCodeAsync(address);
        return (ticket, await BuyPassAsync(ticket, code));
    }

    /// <summary>Spends an address's tries, five to a ticket.</summary>
    protected async Task SpendTriesAsync(EmailAddress address, int tries = 20)
    {
        for (var left = tries; left > 0; left -= 5)
        {
            var (ticket, code) = await OpenWithCodeAsync(address);
            await GuessWrongAsync(ticket, code, Math.Min(left, 5));
        }
    }

    protected async Task<(OpenedTicket Ticket, OwnerLink Link)> OpenWithLinkAsync(EmailAddress? address = null)
    {
        address ??= NewAddress();
        await SpendTriesAsync(address);
        var ticket = await OpenAsync(address);
        Assert.That(await SendAsync(ticket), Is.EqualTo("link"));
        return (ticket, await MailLinkAsync(ticket));
    }

    /// <summary>Deletes a field, or empties it.</summary>
    protected Task SpoilAsync(RedisKey key, string field, bool blank) =>
        blank ? Database.HashSetAsync(key, field, "") : Database.HashDeleteAsync(key, field);

    /// <summary>What was counted against a budget of an address.</summary>
    protected async Task<int> SpentAsync(RedisKey budget) => (int)await Database.HashGetAsync(budget, "all");

    protected async Task<TimeSpan?> TtlAsync(RedisKey key) => await Database.KeyTimeToLiveAsync(key);

    /// <summary>All keys of an address, and its partition's mail.</summary>
    protected async Task<IReadOnlyList<RedisKey>> KeysOfAsync(TicketId id)
    {
        var keys = new HashSet<RedisKey> { TicketKeys.Mail(id.Partition), TicketKeys.DeadMail(id.Partition) };
        foreach (var each in connection.GetServers())
        {
            await foreach (var key in each.KeysAsync(pattern: $"*{id.Tag}*")) keys.Add(key);
        }

        return [.. keys];
    }

    // Patient, since Garnet's first scripts take seconds on a busy machine.
    private async Task<string> ConnectionStringAsync() => await Servers.ConnectionStringAsync(server) + ",asyncTimeout=30000";
}
