using Microsoft.Extensions.Logging.Abstractions;
using ResetService.Hosting;
using ResetService.Tickets;
using StackExchange.Redis;

namespace ResetService.Tests.Tickets;

/// <summary>What the steps tell, in the same script as what they do.</summary>
internal sealed class EventQueueTests(string server) : TicketTest(server)
{
    private EventQueue queue = null!;

    [SetUp]
    public async Task Begin_without_events()
    {
        queue = new(Redis);
        foreach (var partition in TicketId.AllPartitions) await Database.KeyDeleteAsync(TicketKeys.Events(partition)); // tests share them
    }

    [Test]
    public async Task An_opened_ticket_is_told_once_with_whose_it_is()
    {
        var ticket = await Tickets.OpenAsync(NewAddress(), "a shop", "de", "erp", told: "opened");

        Assert.That(await HeardAsync(ticket), Is.EqualTo([new TicketEvent("opened", Now, ticket.Id, "erp", "", "a shop")]));
    }

    [Test]
    public async Task Without_a_partner_nobody_s_name_is_told()
    {
        var ticket = await Tickets.OpenAsync(NewAddress(), "shop", "de", partner: "", told: "opened");

        Assert.That((await HeardAsync(ticket)).Single()!.Partner, Is.Empty);
    }

    [Test]
    public async Task Where_nobody_hears_nothing_is_told()
    {
        var (ticket, code) = await OpenWithCodeAsync();
        await GuessWrongAsync(ticket, code, 6);

        Assert.That(await Database.KeyExistsAsync(TicketKeys.Events(ticket.Id.Partition)), Is.False);
    }

    [Test]
    public async Task The_last_try_is_told_and_only_that_one()
    {
        var ticket = await Tickets.OpenAsync(NewAddress(), "shop", "de", "erp");
        await SentAsync(ticket);
        var code = await MailCodeAsync(ticket);

        var told = new List<int>();
        for (var guess = 1; guess <= 6; guess++)
        {
            await Tickets.ConfirmCodeAsync(ticket.Id, ticket.Token, Wrong(code, guess), told: "locked");
            told.Add((int)await Database.SortedSetLengthAsync(TicketKeys.Events(ticket.Id.Partition)));
            Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.That(told, Is.EqualTo([0, 0, 0, 0, 1, 1]));
        Assert.That(await HeardAsync(ticket), Is.EqualTo([new TicketEvent("locked", Now - TimeSpan.FromMilliseconds(2), ticket.Id, "erp", "", "shop")]));
    }

    [Test]
    public async Task An_address_without_an_account_locks_alike()
    {
        var ticket = await OpenAndSendAsync();
        await MailNobodyAsync(ticket);
        for (var guess = 0; guess < 5; guess++) await Tickets.ConfirmCodeAsync(ticket.Id, ticket.Token, ResetCode.Parse("000000"), told: "locked");

        Assert.That(await HeardAsync(ticket), Is.EqualTo([new TicketEvent("locked", Now, ticket.Id, "", "", "shop")]));
    }

    [Test]
    public async Task A_ticket_that_lost_its_storefront_locks_all_the_same()
    {
        var (ticket, code) = await OpenWithCodeAsync();
        await Database.HashDeleteAsync(TicketKeys.Ticket(ticket.Id), ["storefront", "partner"]);
        for (var guess = 1; guess <= 5; guess++) await Tickets.ConfirmCodeAsync(ticket.Id, ticket.Token, Wrong(code, guess), told: "locked");

        Assert.That(await HeardAsync(ticket), Is.EqualTo([new TicketEvent("locked", Now, ticket.Id, "", "", "")]));
    }

    [Test]
    public async Task A_sent_mail_is_told_with_its_reference()
    {
        var ticket = await Tickets.OpenAsync(NewAddress(), "shop", "de", "erp");
        var sent = await SentAsync(ticket);
        var lease = await TakeAsync(ticket);
        var waiting = await BegunAsync(lease);

        await Mails.DoneAsync(lease, waiting, told: "sent");
        await Mails.DoneAsync(lease, waiting, told: "sent again");

        Assert.That(await HeardAsync(ticket), Is.EqualTo([new TicketEvent("sent", Now, ticket.Id, "erp", sent.Reference, "shop")]));
    }

    [Test]
    public async Task A_mail_that_is_tried_again_or_given_up_tells_nothing()
    {
        var ticket = await OpenAndSendAsync();
        await Mails.LaterAsync(await TakeAsync(ticket), TimeSpan.Zero);
        await Mails.GiveUpAsync(await TakeAsync(ticket), "refused");

        Assert.That(await HeardAsync(ticket), Is.Empty);
    }

    [Test]
    public async Task What_is_taken_is_due_again_when_its_lease_ends_until_it_is_dropped()
    {
        var ticket = await Tickets.OpenAsync(NewAddress(), "shop", "de", "erp", told: "opened");

        var first = (await queue.TakeAsync(ticket.Id.Partition)).Single();
        var meanwhile = await queue.TakeAsync(ticket.Id.Partition);
        Clock.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromMilliseconds(1));
        var early = await queue.TakeAsync(ticket.Id.Partition);
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        var again = (await queue.TakeAsync(ticket.Id.Partition)).Single();
        await queue.DropAsync(again);
        Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.That(meanwhile.Concat(early), Is.Empty);
        Assert.That(again, Is.EqualTo(first));
        Assert.That(await queue.TakeAsync(ticket.Id.Partition), Is.Empty);
    }

    [Test]
    public async Task Ten_are_taken_at_a_time_the_oldest_first()
    {
        var address = NewAddress();
        var tickets = new List<OpenedTicket>();
        for (var n = 0; n < 11; n++)
        {
            tickets.Add(await Tickets.OpenAsync(address, "shop", "de", "erp", told: "opened"));
            Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        var (first, second) = (await HeardAsync(tickets[0]), await HeardAsync(tickets[0]));

        Assert.That(first.Concat(second).Select(told => told!.Ticket), Is.EqualTo(tickets.Select(ticket => ticket.Id)));
        Assert.That(first, Has.Count.EqualTo(10));
    }

    [Test]
    public async Task What_is_told_wakes_the_worker_and_nothing_else_does()
    {
        var silent = await WakesAsync(() => Tickets.OpenAsync(NewAddress(), "shop", "de", "erp"));
        var opened = await WakesAsync(() => Tickets.OpenAsync(NewAddress(), "shop", "de", "erp", told: "opened"));

        Assert.That((silent, opened), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task The_last_try_wakes_the_worker_and_only_that_one()
    {
        var (ticket, code) = await OpenWithCodeAsync();
        var (quiet, quietCode) = await OpenWithCodeAsync();

        var woken = new List<bool>();
        for (var guess = 1; guess <= 6; guess++) woken.Add(await WakesAsync(() => Tickets.ConfirmCodeAsync(ticket.Id, ticket.Token, Wrong(code, guess), told: "locked")));
        var unheard = await WakesAsync(() => GuessWrongAsync(quiet, quietCode, 5));

        Assert.That(woken, Is.EqualTo([false, false, false, false, true, false]));
        Assert.That(unheard, Is.False);
    }

    [Test]
    public async Task A_sent_mail_wakes_the_worker_where_someone_hears_of_it()
    {
        Assert.That((await WakesByAsync(told: ""), await WakesByAsync(told: "sent")), Is.EqualTo((false, true)));

        async Task<bool> WakesByAsync(string told)
        {
            var lease = await TakeAsync(await OpenAndSendAsync());
            var sent = await BegunAsync(lease);
            return await WakesAsync(() => Mails.DoneAsync(lease, sent, told));
        }
    }

    [Test]
    public async Task A_partition_tells_its_own_tickets_events_only()
    {
        var ticket = await Tickets.OpenAsync(NewAddress(), "shop", "de", "erp", told: "opened");

        foreach (var other in TicketId.AllPartitions.Where(partition => partition != ticket.Id.Partition)) Assert.That(await queue.TakeAsync(other), Is.Empty);
        Assert.That(await HeardAsync(ticket), Has.One.Items);
    }

    [TestCase("")]
    [TestCase("1900000000000 opened")]
    [TestCase("soon opened id erp  shop")]
    [TestCase("-1 opened id erp  shop")]
    [TestCase("99999999999999999 opened id erp  shop")]
    [TestCase("1900000000000 opened id erp  shop")]
    [TestCase("1900000000000 opened Nf3kZ0aQ2bH4v7yT1mXw9RcUeGjLpSd/ erp  shop")]
    public void What_is_no_event_says_nothing(string member) => Assert.That(new EventLease(3, member).Read(), Is.Null);

    [Test]
    public async Task What_is_no_text_is_dropped_all_the_same()
    {
        await Database.SortedSetAddAsync(TicketKeys.Events(3), new byte[] { 0xff, 0x20, 0xfe, 0x00 }, 0);

        var lease = (await queue.TakeAsync(3)).Single();
        await queue.DropAsync(lease);

        Assert.That(lease.Read(), Is.Null);
        Assert.That(await Database.KeyExistsAsync(TicketKeys.Events(3)), Is.False);
    }

    [Test]
    [Property("Checklist", "S1")]
    public void Nothing_prints_the_address_s_tag()
    {
        var id = TicketId.Draw("tagtagtag-");
        var lease = new EventLease(3, $"1900000000000 opened {id.Value} erp  shop");

        Assert.That($"{lease} {lease.Read()}", Does.StartWith("event in 3 ").And.Not.Contain("tagtagtag").And.Contain(id.ToString()));
    }

    /// <summary>Whether a step wakes the worker: what is heard between two marks tells. In a queue, since a worker's own ears keep no order.</summary>
    private async Task<bool> WakesAsync(Func<Task> stepAsync)
    {
        var wakeUp = new WakeUp(Redis, TimeProvider.System, NullLogger<WakeUp>.Instance);
        var calls = await (await Redis.SubscriberAsync()).SubscribeAsync(RedisChannel.Literal("reset:work"));
        await HearUntilMarkAsync();
        await stepAsync();
        var woken = (await HearUntilMarkAsync()).Contains(EventQueue.Work);
        await calls.UnsubscribeAsync();
        return woken;

        async Task<IReadOnlyCollection<string>> HearUntilMarkAsync()
        {
            var mark = $"mark {Guid.NewGuid()}";
            wakeUp.Send(mark);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            var heard = new HashSet<string>(StringComparer.Ordinal);
            while (!heard.Contains(mark)) heard.Add((await calls.ReadAsync(patience.Token)).Message!);
            return heard;
        }
    }

    private async Task<IReadOnlyList<TicketEvent?>> HeardAsync(OpenedTicket ticket) => [.. (await queue.TakeAsync(ticket.Id.Partition)).Select(lease => lease.Read())];
}
