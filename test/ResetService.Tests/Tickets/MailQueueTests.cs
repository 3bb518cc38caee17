using Microsoft.Extensions.Logging.Abstractions;
using ResetService.Hosting;
using ResetService.Tickets;

namespace ResetService.Tests.Tickets;

/// <summary>Each wanted mail goes out, whoever dies with it in hand; an unwanted one does not.</summary>
internal sealed class MailQueueTests(string server) : TicketTest(server)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    [Test]
    public async Task A_taken_mail_is_nobody_elses_until_its_lease_ends()
    {
        var ticket = await OpenAndSendAsync();

        var lease = await TakeAsync(ticket);

        Assert.That(lease, Is.EqualTo(new MailLease(ticket.Id.Partition, ticket.Id.Value, (Now + Lease).ToUnixTimeMilliseconds())));
        Clock.Advance(Lease - Instant);
        Assert.That(await Mails.TakeAsync(ticket.Id.Partition), Is.Null);
    }

    [Test]
    public async Task A_mail_is_due_again_when_its_worker_died_and_a_late_done_of_that_one_changes_nothing()
    {
        var ticket = await OpenAndSendAsync();
        var dead = await TakeAsync(ticket);
        await BegunAsync(dead);
        Clock.Advance(Lease);

        var lease = await TakeAsync(ticket);
        await Mails.DoneAsync(dead);
        await Mails.LaterAsync(dead, TimeSpan.Zero);
        await Mails.GiveUpAsync(dead, "late");

        Assert.That((await BegunAsync(lease)).Try, Is.EqualTo(2));
        Assert.That(await DueAsync(ticket), Is.EqualTo(Now + Lease));
        Assert.That(await IsDeadAsync(ticket), Is.False);
    }

    [Test]
    public async Task A_mail_that_is_done_is_gone()
    {
        var ticket = await OpenAndSendAsync();

        await Mails.DoneAsync(await TakeAsync(ticket));

        Assert.That(await DueAsync(ticket), Is.Null);
        Assert.That(await IsDeadAsync(ticket), Is.False);
    }

    [Test]
    [Property("Checklist", "C1")]
    public async Task Its_codes_are_uniform_and_those_that_begin_with_zero_work()
    {
        var ticket = await OpenAndSendAsync();
        var waiting = await BegunAsync(await TakeAsync(ticket));

        var codes = new List<ResetCode>();
        while (codes.Count < 2000 || codes[^1].Digits[0] != '0')
        {
            await SpoilAsync(TicketKeys.Ticket(ticket.Id), "secret", blank: false); // else it is the same again
            codes.Add((await Mails.DrawCodeAsync(waiting, Account))!.Value);
        }

        Assert.That(codes.Select(code => code.Digits), Is.All.Matches("^[0-9]{6}\\z"));
        for (var place = 0; place < ResetCode.Length; place++)
        {
            // A digit is expected 200 times with a deviation of 13.4. Sixty counts stay within 7 of them but once in 10^9 runs.
            foreach (var digit in "0123456789") Assert.That(codes.Take(2000).Count(code => code.Digits[place] == digit), Is.InRange(106, 294));
        }

        Assert.That(await ConfirmAsync(ticket, codes[^1]), Is.EqualTo("ok"));
    }

    [Test]
    public async Task The_mail_that_is_due_first_is_taken_first()
    {
        Use(ManyMails);
        var address = NewAddress();
        var first = await OpenAndSendAsync(address);
        Clock.Advance(Instant);
        var second = await OpenAndSendAsync(address);

        Assert.That((await TakeAsync(first)).Member, Is.EqualTo(first.Id.Value));
        Assert.That((await TakeAsync(second)).Member, Is.EqualTo(second.Id.Value));
        Assert.That(await Mails.TakeAsync(first.Id.Partition), Is.Null);
    }

    [Test]
    public async Task A_partition_knows_its_own_mails_only()
    {
        var ticket = await OpenAndSendAsync();

        foreach (var other in TicketId.AllPartitions.Where(partition => partition != ticket.Id.Partition))
        {
            Assert.That(await Mails.TakeAsync(other), Is.Null);
        }

        await TakeAsync(ticket);
    }

    [Test]
    public async Task A_mail_put_off_is_due_after_its_pause()
    {
        var ticket = await OpenAndSendAsync();
        Clock.Advance(TimeSpan.FromSeconds(1));
        var lease = await TakeAsync(ticket);
        Clock.Advance(TimeSpan.FromSeconds(2));

        await Mails.LaterAsync(lease, TimeSpan.FromSeconds(15));

        Assert.That(await DueAsync(ticket), Is.EqualTo(Now.AddSeconds(15)));
        Clock.Advance(TimeSpan.FromSeconds(15) - Instant);
        Assert.That(await Mails.TakeAsync(ticket.Id.Partition), Is.Null);
        Clock.Advance(Instant);
        Assert.That((await BegunAsync(await TakeAsync(ticket))).Try, Is.EqualTo(1));
    }

    [Test]
    public async Task Each_try_is_counted_and_a_resend_starts_over()
    {
        var ticket = await OpenAndSendAsync();
        var tries = new List<int>();

        for (var mail = 0; mail < 3; mail++)
        {
            var lease = await TakeAsync(ticket);
            tries.Add((await BegunAsync(lease)).Try);
            await Mails.LaterAsync(lease, TimeSpan.FromSeconds(20));
            Clock.Advance(TimeSpan.FromSeconds(20));
        }

        await SentAsync(ticket);
        tries.Add((await BegunAsync(await TakeAsync(ticket))).Try);
        Assert.That(tries, Is.EqualTo([1, 2, 3, 1]));
    }

    [Test]
    public async Task A_resend_makes_a_leased_mail_due_again_and_the_first_workers_done_removes_nothing()
    {
        var ticket = await OpenAndSendAsync();
        Clock.Advance(TimeSpan.FromSeconds(30));
        var first = await TakeAsync(ticket);
        var waiting = await BegunAsync(first);
        Clock.Advance(TimeSpan.FromSeconds(30));

        await SentAsync(ticket);
        await Mails.DoneAsync(first);

        var second = await BegunAsync(await TakeAsync(ticket));
        Assert.That(await Mails.DrawCodeAsync(second, Account), Is.EqualTo(await Mails.DrawCodeAsync(waiting, Account)));
    }

    [Test]
    public async Task A_resend_while_the_mail_waits_is_the_same_mail()
    {
        var ticket = await OpenAndSendAsync();
        Clock.Advance(Defaults.ResendPause);

        await SentAsync(ticket);
        await Mails.DoneAsync(await TakeAsync(ticket));

        Assert.That(await Mails.TakeAsync(ticket.Id.Partition), Is.Null);
    }

    [Test]
    public async Task A_mail_given_up_goes_to_the_dead_letters_and_the_ticket_says_why()
    {
        var ticket = await OpenAndSendAsync();
        var lease = await TakeAsync(ticket);
        Clock.Advance(Instant);

        await Mails.GiveUpAsync(lease, "refused: 550");

        Assert.That(await DueAsync(ticket), Is.Null);
        Assert.That(await Database.SortedSetScoreAsync(TicketKeys.DeadMail(ticket.Id.Partition), ticket.Id.Value), Is.EqualTo(Now.ToUnixTimeMilliseconds()));
        Assert.That((string?)await Database.HashGetAsync(TicketKeys.Ticket(ticket.Id), "dead"), Is.EqualTo("refused: 550"));
        Assert.That(await ReadAsync(ticket), Is.EqualTo("codeRequested, 5 tries, 2 mails"));
    }

    [Test]
    public async Task Giving_up_the_mail_of_a_ticket_that_is_gone_brings_no_ticket_back()
    {
        var ticket = await OpenAndSendAsync();
        var lease = await TakeAsync(ticket);
        await Database.KeyDeleteAsync(TicketKeys.Ticket(ticket.Id));

        await Mails.GiveUpAsync(lease, "refused");

        Assert.That(await IsDeadAsync(ticket), Is.True);
        Assert.That(await Database.KeyExistsAsync(TicketKeys.Ticket(ticket.Id)), Is.False);
    }

    [Test]
    public async Task Dead_letters_are_kept_for_a_week()
    {
        Use(ManyMails);
        var address = NewAddress();
        var first = await DeadTicketAsync(address);
        Clock.Advance(Instant);
        var second = await DeadTicketAsync(address);
        Clock.Advance(TimeSpan.FromDays(7) - Instant);

        var third = await DeadTicketAsync(address);

        bool[] kept = [await IsDeadAsync(first), await IsDeadAsync(second), await IsDeadAsync(third)];
        Assert.That(kept, Is.EqualTo([false, true, true]));
        Assert.That(await TtlAsync(TicketKeys.DeadMail(first.Id.Partition)), Is.InRange(TimeSpan.FromDays(6.9), TimeSpan.FromDays(7)));
    }

    [Test]
    public async Task A_mail_begins_until_its_codes_last_moment()
    {
        var ticket = await OpenAndSendAsync();
        Clock.Advance(Defaults.Lifetime - Instant);

        Assert.That((await BegunAsync(await TakeAsync(ticket))).Deadline, Is.EqualTo(Now + Instant));
    }

    [Test]
    [Property("Checklist", "K4")]
    public async Task A_mail_older_than_its_code_says_so_and_gets_none()
    {
        var ticket = await OpenAndSendAsync();
        Clock.Advance(Defaults.Lifetime);

        var waiting = await BegunAsync(await TakeAsync(ticket));

        Assert.That(waiting.IsTooLate, Is.True);
        Assert.That(await Mails.DrawCodeAsync(waiting, Account), Is.Null);
    }

    [Test]
    public async Task The_mail_of_a_cancelled_ticket_is_dropped()
    {
        var ticket = await OpenAndSendAsync();
        var lease = await TakeAsync(ticket);

        await CancelAsync(ticket);

        await AssertDroppedAsync(ticket, lease);
    }

    [Test]
    public async Task The_mail_of_a_confirmed_ticket_is_dropped()
    {
        var (ticket, code) = await OpenWithCodeAsync();
        Clock.Advance(Defaults.ResendPause);
        await SentAsync(ticket);

        await BuyPassAsync(ticket, code);

        await AssertDroppedAsync(ticket, await TakeAsync(ticket));
    }

    [Test]
    public async Task The_mail_of_a_locked_ticket_is_dropped()
    {
        var (ticket, code) = await OpenWithCodeAsync();
        Clock.Advance(Defaults.ResendPause);
        await SentAsync(ticket);

        await GuessWrongAsync(ticket, code, 5);

        await AssertDroppedAsync(ticket, await TakeAsync(ticket));
    }

    [Test]
    public async Task The_mail_of_a_ticket_that_a_completed_reset_ended_is_dropped()
    {
        var ticket = await OpenAndSendAsync();

        await Tickets.CompleteAsync(TicketId.Draw(ticket.Id.Tag), Now);

        await AssertDroppedAsync(ticket, await TakeAsync(ticket));
    }

    [Test]
    public async Task An_unwanted_mail_whose_lease_passed_to_another_is_left_to_that_one()
    {
        var ticket = await OpenAndSendAsync();
        var first = await TakeAsync(ticket);
        Clock.Advance(Lease);
        await TakeAsync(ticket);
        await GuessWrongAsync(ticket, ResetCode.Draw(), 5);

        Assert.That(await Mails.BeginAsync(first), Is.Null);

        Assert.That(await DueAsync(ticket), Is.EqualTo(Now + Lease));
    }

    [TestCase("no id")]
    [TestCase("")]
    [TestCase("tooShortToBeATicketsIdButLettersOnl")]
    public async Task What_is_no_ticket_is_unreadable_and_blocks_no_other(string poison)
    {
        var ticket = await OpenAndSendAsync();
        var partition = ticket.Id.Partition;
        await Database.SortedSetAddAsync(TicketKeys.Mail(partition), poison, (Now - Instant).ToUnixTimeMilliseconds());

        var lease = (await Mails.TakeAsync(partition))!.Value;
        Assert.That(lease.Member, Is.EqualTo(poison));
        Assert.That(() => Mails.BeginAsync(lease), Throws.TypeOf<FormatException>().With.Message.EqualTo("What was queued is no ticket's id."));
        await Mails.GiveUpAsync(lease, "unreadable");

        Assert.That(await Database.SortedSetScoreAsync(TicketKeys.DeadMail(partition), poison), Is.Not.Null);
        await MailCodeAsync(ticket);
        Assert.That(await Mails.TakeAsync(partition), Is.Null);
    }

    [Test]
    public async Task A_ticket_in_another_partitions_queue_is_unreadable_and_can_be_given_up()
    {
        var ticket = await OpenAndSendAsync();
        var wrong = (ticket.Id.Partition + 1) % 16;
        await Database.SortedSetAddAsync(TicketKeys.Mail(wrong), ticket.Id.Value, Now.ToUnixTimeMilliseconds());

        var lease = (await Mails.TakeAsync(wrong))!.Value;

        Assert.That(() => Mails.BeginAsync(lease), Throws.TypeOf<FormatException>());
        await Mails.GiveUpAsync(lease, "unreadable");
        Assert.That(await Mails.TakeAsync(wrong), Is.Null);
        await MailCodeAsync(ticket);
    }

    [Test]
    public async Task What_is_no_ticket_can_be_put_off_and_done()
    {
        var partition = (await OpenAsync()).Id.Partition;
        await Database.SortedSetAddAsync(TicketKeys.Mail(partition), "no id", Now.ToUnixTimeMilliseconds());

        await Mails.LaterAsync((await Mails.TakeAsync(partition))!.Value, TimeSpan.FromSeconds(2));
        Clock.Advance(TimeSpan.FromSeconds(2));
        await Mails.DoneAsync((await Mails.TakeAsync(partition))!.Value);

        Assert.That(await Database.SortedSetScoreAsync(TicketKeys.Mail(partition), "no id"), Is.Null);
    }

    [Test]
    public void A_wake_up_call_names_its_partition() =>
        Assert.That(TicketId.AllPartitions.Select(partition => MailQueue.PartitionOf(MailQueue.Work(partition))), Is.EqualTo(Enumerable.Range(0, 16)));

    [TestCase("mail:")]
    [TestCase("mail:x")]
    [TestCase("mail:16")]
    [TestCase("mail:-1")]
    public void A_wake_up_call_that_names_no_partition_is_not_heard(string work) => Assert.That(MailQueue.PartitionOf(work), Is.Null);

    [Test]
    public async Task A_request_wakes_the_workers_of_its_partition()
    {
        var listener = new WakeUp(Redis, TimeProvider.System, NullLogger<WakeUp>.Instance);
        var heard = await listener.ListenAsync(MailQueue.WorkPrefix);

        var ticket = await OpenAndSendAsync();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var calls = new HashSet<string>(StringComparer.Ordinal); // those of earlier tests may still be on their way
        while (!calls.Contains(MailQueue.Work(ticket.Id.Partition)) && !patience.IsCancellationRequested) calls.UnionWith(await heard.WaitAsync(patience.Token));
        Assert.That(calls, Does.Contain(MailQueue.Work(ticket.Id.Partition)));
    }

    [Test]
    [Property("Checklist", "S1")]
    public async Task A_lease_prints_no_address()
    {
        var ticket = await OpenAndSendAsync();

        Assert.That($"{await TakeAsync(ticket)}", Is.EqualTo($"lease in {ticket.Id.Partition}"));
    }

    private async Task<OpenedTicket> DeadTicketAsync(EmailAddress address)
    {
        var ticket = await OpenAndSendAsync(address);
        await Mails.GiveUpAsync(await TakeAsync(ticket), "refused");
        return ticket;
    }

    private async Task<DateTimeOffset?> DueAsync(OpenedTicket ticket) =>
        await Database.SortedSetScoreAsync(TicketKeys.Mail(ticket.Id.Partition), ticket.Id.Value) is { } due ? DateTimeOffset.FromUnixTimeMilliseconds((long)due) : null;

    private async Task<bool> IsDeadAsync(OpenedTicket ticket) =>
        await Database.SortedSetScoreAsync(TicketKeys.DeadMail(ticket.Id.Partition), ticket.Id.Value) is not null;

    private async Task AssertDroppedAsync(OpenedTicket ticket, MailLease lease)
    {
        Assert.That(await Mails.BeginAsync(lease), Is.Null);
        Assert.That(await DueAsync(ticket), Is.Null);
        Assert.That(await IsDeadAsync(ticket), Is.False);
    }
}
