using ResetService.Tickets;
using StackExchange.Redis;

namespace ResetService.Tests.Tickets;

/// <summary>How long a code lives, and what a resend mails.</summary>
internal sealed class CodeLifeTests(string server) : TicketTest(server)
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    [Test]
    [Property("Checklist", "C3")]
    public async Task A_code_is_right_until_its_deadline()
    {
        var (inTime, code) = await OpenWithCodeAsync();
        var (late, lateCode) = await OpenWithCodeAsync();

        Clock.Advance(Defaults.Lifetime - Instant);
        var before = await ConfirmAsync(inTime, code);
        Clock.Advance(Instant);

        Assert.That(before, Is.EqualTo("ok"));
        Assert.That(await ConfirmAsync(late, lateCode), Is.EqualTo("wrong-code 4"));
        Assert.That(await ReadAsync(late), Is.EqualTo("codeRequested, 4 tries, 2 mails"));
    }

    [Test]
    [Property("Checklist", "C3")]
    public async Task A_code_outlives_no_ticket()
    {
        var ticket = await OpenAsync();
        Clock.Advance(TimeSpan.FromMinutes(15));

        var sent = await SentAsync(ticket);

        Assert.That(sent.ExpiresAt, Is.EqualTo(ticket.ExpiresAt));
    }

    [Test]
    [Property("Checklist", "C3")]
    public async Task Wrong_guesses_make_nothing_live_longer()
    {
        var (ticket, code) = await OpenWithCodeAsync();
        var key = TicketKeys.Ticket(ticket.Id);
        var deadline = await Database.HashGetAsync(key, "deadline");
        await Database.KeyExpireAsync(key, TimeSpan.FromMinutes(5));
        await ConfirmAsync(ticket, Wrong(code));
        await Database.KeyExpireAsync(TicketKeys.Guesses(ticket.Id), TimeSpan.FromMinutes(6));

        await GuessWrongAsync(ticket, code, 5);

        Assert.That(await TtlAsync(key), Is.LessThanOrEqualTo(TimeSpan.FromMinutes(5)));
        Assert.That(await TtlAsync(TicketKeys.Guesses(ticket.Id)), Is.LessThanOrEqualTo(TimeSpan.FromMinutes(6)));
        Assert.That(await Database.HashGetAsync(key, "deadline"), Is.EqualTo(deadline));
        Assert.That(await Database.HashGetAsync(key, "expires"), Is.EqualTo((RedisValue)ticket.ExpiresAt.ToUnixTimeMilliseconds()));
    }

    [Test]
    [Property("Checklist", "C6")]
    public async Task A_resend_mails_the_same_code_with_the_same_reference_and_deadline()
    {
        var ticket = await OpenAsync();
        var first = await SentAsync(ticket);
        var code = await MailCodeAsync(ticket);
        Clock.Advance(TimeSpan.FromMinutes(2));

        var second = await SentAsync(ticket);
        var waiting = await BegunAsync(await TakeAsync(ticket));
        var again = await Mails.DrawCodeAsync(waiting, Account);

        Assert.That(second, Is.EqualTo(first with { ResendAt = Now + Defaults.ResendPause, SendsLeft = 1 }));
        Assert.That(again, Is.EqualTo(code));
        Assert.That(waiting.Reference, Is.EqualTo(first.Reference));
        Assert.That(waiting.Deadline, Is.EqualTo(first.ExpiresAt));
        Assert.That(waiting.Account, Is.EqualTo(Account));
    }

    [Test]
    public async Task A_mail_after_the_codes_death_carries_another_with_another_reference()
    {
        var ticket = await OpenAsync();
        var first = await SentAsync(ticket);
        var code = await MailCodeAsync(ticket);
        Clock.Advance(Defaults.Lifetime);

        var second = await SentAsync(ticket);
        var waiting = await BegunAsync(await TakeAsync(ticket));
        var fresh = (await Mails.DrawCodeAsync(waiting, Account))!.Value;

        Assert.That(second.Reference, Is.Not.EqualTo(first.Reference));
        Assert.That(second.ExpiresAt, Is.EqualTo(Now + Defaults.Lifetime));
        Assert.That(waiting.Account, Is.Null);
        Assume.That(fresh, Is.Not.EqualTo(code));
        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("wrong-code 4"));
        Assert.That(await ConfirmAsync(ticket, fresh), Is.EqualTo("ok"));
    }

    [Test]
    [Property("Checklist", "C3")]
    public async Task A_dead_code_does_not_come_back_with_the_next_request()
    {
        var (ticket, code) = await OpenWithCodeAsync();
        Clock.Advance(Defaults.Lifetime);

        await SentAsync(ticket);

        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("wrong-code 4"));
    }

    [Test]
    public async Task A_mail_says_whose_it_is_and_what_for()
    {
        var address = NewAddress();
        var ticket = await OpenAsync(address);
        var sent = await SentAsync(ticket);
        Clock.Advance(TimeSpan.FromSeconds(3));

        var waiting = await BegunAsync(await TakeAsync(ticket));

        Assert.That(waiting, Is.EqualTo(new WaitingMail(ticket.Id, false, 1, address, sent.ExpiresAt, sent.Reference, "shop", "de", "", null, Now)));
    }

    [Test]
    public async Task A_code_drawn_twice_is_the_same()
    {
        var ticket = await OpenAndSendAsync();
        var waiting = await BegunAsync(await TakeAsync(ticket));

        var first = await Mails.DrawCodeAsync(waiting, Account);
        var second = await Mails.DrawCodeAsync(waiting, Account with { Stamp = "stamp-2" });

        Assert.That(second, Is.EqualTo(first));
        var (used, _) = await Tickets.UsePassToSetAsync(ticket.Id, (await BuyPassAsync(ticket, first!.Value)).Pass);
        Assert.That(used!.Account, Is.EqualTo(Account));
    }

    [Test]
    public async Task A_ticket_that_was_confirmed_meanwhile_wants_no_code()
    {
        var (ticket, code) = await OpenWithCodeAsync();
        Clock.Advance(Defaults.ResendPause);
        await SentAsync(ticket);
        var waiting = await BegunAsync(await TakeAsync(ticket));

        await BuyPassAsync(ticket, code);

        Assert.That(await Mails.DrawCodeAsync(waiting, Account), Is.Null);
        Assert.That(await Mails.DrawLinkAsync(waiting, Account), Is.Null);
    }

    [Test]
    public async Task No_code_is_drawn_at_its_deadline()
    {
        var ticket = await OpenAndSendAsync();
        var waiting = await BegunAsync(await TakeAsync(ticket));

        Clock.Advance(Defaults.Lifetime);

        Assert.That(await Mails.DrawCodeAsync(waiting, Account), Is.Null);
    }

    [Test]
    public async Task A_code_that_nobody_drew_can_not_be_guessed()
    {
        var ticket = await OpenAndSendAsync();
        await MailNobodyAsync(ticket);

        Assert.That(await ConfirmAsync(ticket, ResetCode.Draw()), Is.EqualTo("wrong-code 4"));
    }
}
