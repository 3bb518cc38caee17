using ResetService.Hosting;
using ResetService.Tickets;

namespace ResetService.Tests.Tickets;

/// <summary>The way that stays open to the owner when strangers have spent the address's tries or mails.</summary>
[Property("Checklist", "D8")]
internal sealed class OwnerLinkTests(string server) : TicketTest(server)
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    [Test]
    public async Task Spent_tries_bring_a_link_that_lives_until_they_come_back()
    {
        var address = NewAddress();
        var spent = Now;
        await SpendTriesAsync(address);
        Clock.Advance(TimeSpan.FromMinutes(1));
        var ticket = await OpenAsync(address);

        var sent = await SentAsync(ticket);
        var waiting = await BegunAsync(await TakeAsync(ticket));

        Assert.That(sent with { Reference = "" }, Is.EqualTo(new RequestedCode("link", "", spent.AddDays(1), Now + Defaults.ResendPause, 2, address.Masked)));
        Assert.That(waiting, Is.EqualTo(new WaitingMail(ticket.Id, true, 1, address, spent.AddDays(1), sent.Reference, "shop", "de", "", null, Now)));
        Assert.That(await ReadAsync(ticket), Is.EqualTo("linkSent, 5 tries, 2 mails"));
    }

    [Test]
    public async Task The_last_mail_of_the_hour_brings_a_link_that_lives_until_the_hour_is_over()
    {
        Use(new CodeOptions { AddressSendsAnHour = 4 });
        var address = NewAddress();
        var first = Now;
        for (var mail = 0; mail < 3; mail++) Assert.That(await SendAsync(await OpenAsync(address)), Is.EqualTo("code"));
        Clock.Advance(TimeSpan.FromMinutes(10));

        var last = await SentAsync(await OpenAsync(address));

        Assert.That((last.Kind, last.ExpiresAt), Is.EqualTo(("link", first.AddHours(1))));
    }

    [Test]
    public async Task The_last_mail_of_the_day_brings_a_link_that_lives_until_the_day_is_over()
    {
        Use(new CodeOptions { AddressSendsADay = 4 });
        var address = NewAddress();
        var first = Now;
        for (var mail = 0; mail < 3; mail++) Assert.That(await SendAsync(await OpenAsync(address)), Is.EqualTo("code"));
        Clock.Advance(TimeSpan.FromHours(10));

        var last = await SentAsync(await OpenAsync(address));

        Assert.That((last.Kind, last.ExpiresAt), Is.EqualTo(("link", first.AddDays(1))));
    }

    [Test]
    public async Task Of_several_spent_budgets_the_last_to_come_back_says_how_long_the_link_lives()
    {
        Use(new CodeOptions { AddressSendsAnHour = 4, AddressTries = 15 });
        var address = NewAddress();
        var first = Now;
        await SpendTriesAsync(address, 15);

        var last = await SentAsync(await OpenAsync(address));

        Assert.That((last.Kind, last.ExpiresAt), Is.EqualTo(("link", first.AddDays(1))));
    }

    [Test]
    public async Task While_no_codes_are_mailed_every_mail_brings_a_link_that_lives_as_long_as_the_settings_say()
    {
        var ticket = await OpenAsync();

        var (sent, _) = await Tickets.RequestCodeAsync(ticket.Id, ticket.Token, Home, linksOnly: true);

        Assert.That((sent!.Kind, sent.ExpiresAt), Is.EqualTo(("link", Now + Defaults.AttackLinkLifetime)));
    }

    [Test]
    public async Task A_link_opens_a_ticket_of_its_own_that_has_a_pass_and_no_token()
    {
        var (asker, link) = await OpenWithLinkAsync();

        var bought = await BuyPassAsync(link);

        Assert.That(bought, Is.EqualTo(new BoughtPass(link.Id, bought.Pass, Now + Defaults.PassLifetime, "shop")));
        Assert.That(link.Id, Is.Not.EqualTo(asker.Id));
        Assert.That(link.Id.Tag, Is.EqualTo(asker.Id.Tag));
        var (used, _) = await Tickets.UsePassToSetAsync(bought.Ticket, bought.Pass);
        Assert.That(used, Is.EqualTo(new UsedPass(Account, "shop", "de", "", bought.ExpiresAt, Now)));
        foreach (var secret in new[] { link.Token, asker.Token, bought.Pass })
        {
            var opened = new OpenedTicket(link.Id, secret, bought.ExpiresAt);
            Assert.That(await ReadAsync(opened), Is.EqualTo("ticket-not-found"));
            Assert.That(await SendAsync(opened), Is.EqualTo("ticket-not-found"));
            Assert.That(await CancelAsync(opened), Is.EqualTo("ticket-not-found"));
        }

        Assert.That(await TtlAsync(TicketKeys.Ticket(link.Id)), Is.InRange(Defaults.PassLifetime - TimeSpan.FromSeconds(30), Defaults.PassLifetime));
    }

    [Test]
    public async Task A_links_pass_ends_at_its_deadline()
    {
        var (_, link) = await OpenWithLinkAsync();
        var bought = await BuyPassAsync(link);

        Clock.Advance(Defaults.PassLifetime - Instant);
        var last = await UseAsync(bought);
        Clock.Advance(Instant);

        Assert.That(last, Is.EqualTo("ok"));
        Assert.That(await UseAsync(bought), Is.EqualTo("ticket-not-found"));
    }

    [Test]
    public async Task A_link_works_once()
    {
        var (_, link) = await OpenWithLinkAsync();

        Assert.That(await FollowAsync(link), Is.EqualTo("ok"));

        Assert.That(await FollowAsync(link), Is.EqualTo("ticket-not-found"));
    }

    [Test]
    public async Task A_link_opens_for_its_own_token_alone()
    {
        var (asker, link) = await OpenWithLinkAsync();
        var (_, other) = await OpenWithLinkAsync();

        foreach (var token in new[] { Secret.Draw(), asker.Token, other.Token })
        {
            Assert.That(await FollowAsync(link with { Token = token }), Is.EqualTo("ticket-not-found"));
        }

        Assert.That(await FollowAsync(link with { Id = TicketId.Draw(link.Id.Tag) }), Is.EqualTo("ticket-not-found"));
        Assert.That(await FollowAsync(link with { Id = TicketId.Read("malformed") }), Is.EqualTo("ticket-not-found"));
        Assert.That(await FollowAsync(link), Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_link_dies_at_its_deadline()
    {
        Use(new CodeOptions { AddressSendsAnHour = 1 });
        var (first, second) = (await OpenAsync(), await OpenAsync());
        await SentAsync(first);
        var inTime = await MailLinkAsync(first);
        await SentAsync(second);
        var late = await MailLinkAsync(second);

        Clock.Advance(TimeSpan.FromHours(1) - Instant);
        var before = await FollowAsync(inTime);
        Clock.Advance(Instant);

        Assert.That(before, Is.EqualTo("ok"));
        Assert.That(await FollowAsync(late), Is.EqualTo("ticket-not-found"));
    }

    [Test]
    public async Task A_links_key_is_swept_away_with_it()
    {
        Use(new CodeOptions { AddressSendsAnHour = 1 });
        var ticket = await OpenAndSendAsync();
        Clock.Advance(TimeSpan.FromMinutes(4));

        var link = await MailLinkAsync(ticket);

        Assert.That(await TtlAsync(TicketKeys.Link(link.Id)), Is.InRange(TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(56)));
    }

    [Test]
    public async Task A_followed_link_changes_nothing_for_who_asked_for_it()
    {
        var (asker, link) = await OpenWithLinkAsync();
        var before = await Tickets.ReadAsync(asker.Id, asker.Token);

        await FollowAsync(link);

        Assert.That(await Tickets.ReadAsync(asker.Id, asker.Token), Is.EqualTo(before));
        Assert.That(await ConfirmAsync(asker, ResetCode.Draw()), Is.EqualTo("link-sent"));
    }

    [Test]
    public async Task Who_asked_for_a_link_can_cancel_the_ticket_and_not_the_mail()
    {
        var address = NewAddress();
        await SpendTriesAsync(address);
        var asker = await OpenAndSendAsync(address);

        Assert.That(await CancelAsync(asker), Is.EqualTo("ok"));

        Assert.That(await CancelAsync(asker), Is.EqualTo("ticket-not-found"));
        Assert.That(await ReadAsync(asker), Is.EqualTo("ticket-not-found"));
        Assert.That(await SendAsync(asker), Is.EqualTo("ticket-not-found"));
        Assert.That(await ConfirmAsync(asker, ResetCode.Draw()), Is.EqualTo("ticket-not-found"));
        Assert.That(await UseAsync(asker.Id, asker.Token), Is.EqualTo("ticket-not-found"));
        Assert.That(await UseAsync(await BuyPassAsync(await MailLinkAsync(asker))), Is.EqualTo("ok"));
    }

    [Test]
    public async Task Who_asked_for_a_link_can_not_cancel_it_once_it_was_mailed()
    {
        var (asker, link) = await OpenWithLinkAsync();

        await CancelAsync(asker);

        Assert.That(await FollowAsync(link), Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_links_mail_outlives_the_ticket_that_asked_for_it()
    {
        Use(new CodeOptions { AddressSendsAnHour = 1 });
        var ticket = await OpenAsync();
        Clock.Advance(Defaults.TicketLifetime - Instant);
        await SentAsync(ticket);

        Clock.Advance(Defaults.Lifetime);
        var link = await MailLinkAsync(ticket);

        Assert.That(await ReadAsync(ticket), Is.EqualTo("ticket-not-found"));
        Assert.That(await FollowAsync(link), Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_links_mail_can_wait_as_long_as_the_link_would_live()
    {
        Use(new CodeOptions { AddressSendsADay = 1 });
        var ticket = await OpenAndSendAsync();
        Assert.That(await TtlAsync(TicketKeys.Ticket(ticket.Id)), Is.InRange(TimeSpan.FromHours(23.9), TimeSpan.FromDays(1)));

        Clock.Advance(TimeSpan.FromDays(1) - Instant);
        var waiting = await BegunAsync(await TakeAsync(ticket));

        Assert.That(await Mails.DrawLinkAsync(waiting, Account), Is.Not.Null);
    }

    [Test]
    [Property("Checklist", "C7")]
    public async Task A_links_mail_goes_out_after_the_reset_that_ended_its_ticket_for_it_may_be_the_last_of_the_budget()
    {
        Use(new CodeOptions { AddressSendsADay = 1 });
        var ticket = await OpenAsync();
        await Tickets.CompleteAsync(TicketId.Draw(ticket.Id.Tag), Now);
        Clock.Advance(Instant);

        await SentAsync(ticket);

        Assert.That(await FollowAsync(await MailLinkAsync(ticket)), Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_link_lives_no_shorter_than_a_code_and_none_is_drawn_at_its_deadline()
    {
        Use(new CodeOptions { AddressSendsAnHour = 4 });
        var address = NewAddress();
        for (var mail = 0; mail < 3; mail++) await MailCodeAsync(await OpenAndSendAsync(address));
        Clock.Advance(TimeSpan.FromMinutes(55));
        var waiting = await BegunAsync(await TakeAsync(await OpenAndSendAsync(address)));

        Assert.That(waiting.Deadline, Is.EqualTo(Now + Defaults.Lifetime)); // the budget refills after 5 minutes already
        Clock.Advance(Defaults.Lifetime);

        Assert.That(await Mails.DrawLinkAsync(waiting, Account), Is.Null);
    }

    [Test]
    public async Task A_resend_mails_a_fresh_link_for_the_first_may_be_used_up_and_both_work()
    {
        var (asker, first) = await OpenWithLinkAsync();
        Clock.Advance(Defaults.ResendPause);
        Assert.That(await SendAsync(asker), Is.EqualTo("link"));

        var second = await MailLinkAsync(asker);

        Assert.That(second, Is.Not.EqualTo(first));
        Assert.That(await FollowAsync(first), Is.EqualTo("ok"));
        Assert.That(await FollowAsync(second), Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_link_drawn_twice_is_the_same()
    {
        Use(new CodeOptions { AddressSendsAnHour = 1 });
        var ticket = await OpenAndSendAsync();
        var waiting = await BegunAsync(await TakeAsync(ticket));

        var first = await Mails.DrawLinkAsync(waiting, Account);

        Assert.That(await Mails.DrawLinkAsync(waiting, Account), Is.EqualTo(first));
        Assert.That(await Mails.DrawCodeAsync(waiting, Account), Is.Null);
        Assert.That((await BegunAsync(await TakeAgainAsync(ticket))).Account, Is.EqualTo(Account));
    }

    [Test]
    public async Task A_code_asked_for_earlier_dies_when_the_link_is_asked_for()
    {
        Use(new CodeOptions { AddressSendsAnHour = 2 });
        var (ticket, code) = await OpenWithCodeAsync();
        var (before, _) = await Tickets.ReadAsync(ticket.Id, ticket.Token);
        Clock.Advance(Defaults.ResendPause);

        var sent = await SentAsync(ticket);
        var waiting = await BegunAsync(await TakeAsync(ticket));

        Assert.That((before!.Kind, sent.Kind, waiting.IsLink), Is.EqualTo(("code", "link", true)));
        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("link-sent"));
        Assert.That(await Mails.DrawCodeAsync(waiting, Account), Is.Null);
        Assert.That(await FollowAsync((await Mails.DrawLinkAsync(waiting, Account))!), Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_ticket_whose_link_died_gets_a_code_again()
    {
        Use(new CodeOptions { AddressSendsAnHour = 1, TicketLifetime = TimeSpan.FromHours(2) });
        var ticket = await OpenAsync();
        var first = await SentAsync(ticket);
        var link = await MailLinkAsync(ticket);
        Clock.Advance(TimeSpan.FromHours(1));

        Use(Defaults with { TicketLifetime = TimeSpan.FromHours(2) });
        var second = await SentAsync(ticket);

        Assert.That((first.Kind, second.Kind), Is.EqualTo(("link", "code")));
        Assert.That(second.Reference, Is.Not.EqualTo(first.Reference));
        Assert.That(await ConfirmAsync(ticket, await MailCodeAsync(ticket)), Is.EqualTo("ok"));
        Assert.That(await FollowAsync(link), Is.EqualTo("ticket-not-found"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("no-dot")]
    [TestCase("short.short")]
    [TestCase("a.b.c")]
    public void A_fragment_that_is_no_link_is_not_read(string? fragment) => Assert.That(OwnerLink.Parse(fragment), Is.Null);

    [Test]
    public void A_link_reads_back_and_prints_no_secret()
    {
        var link = new OwnerLink(TicketId.Draw("abcdefghij"), Secret.Draw());

        Assert.That(OwnerLink.Parse(link.Fragment), Is.EqualTo(link));
        Assert.That($"{link}", Is.EqualTo(nameof(OwnerLink)));
        Assert.That(OwnerLink.Parse($"{link.Id.Value}.short"), Is.Null);
        Assert.That(OwnerLink.Parse($"short.{link.Token.Text}"), Is.Null);
    }

    private async Task<MailLease> TakeAgainAsync(OpenedTicket ticket)
    {
        Clock.Advance(TimeSpan.FromMinutes(1)); // the lease's end
        return await TakeAsync(ticket);
    }
}
