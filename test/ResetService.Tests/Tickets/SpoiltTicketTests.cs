using ResetService.Tickets;

namespace ResetService.Tests.Tickets;

/// <summary>A record with a hole in it opens nothing: missing is failure.</summary>
[Property("Checklist", "C10")]
internal sealed class SpoiltTicketTests(string server) : TicketTest(server)
{
    [TestCase("state", "ticket-not-found", "ticket-locked")]
    [TestCase("token", "ticket-not-found", "ticket-not-found")]
    [TestCase("created", "ticket-not-found", "ticket-not-found")]
    [TestCase("expires", "ticket-not-found", "ticket-not-found")]
    [TestCase("attempts", "ticket-not-found", "ticket-not-found")]
    [TestCase("code", "wrong-code 4", "wrong-code 4")]
    [TestCase("deadline", "wrong-code 4", "wrong-code 4")]
    [TestCase("account", "wrong-code 4", "wrong-code 4")]
    [TestCase("storefront", "wrong-code 4", "wrong-code 4")]
    [TestCase("locale", "wrong-code 4", "wrong-code 4")]
    public async Task A_code_is_not_confirmed_without(string field, string whenDeleted, string whenBlank)
    {
        var (first, firstCode) = await OpenWithCodeAsync();
        var (second, secondCode) = await OpenWithCodeAsync();

        await SpoilAsync(TicketKeys.Ticket(first.Id), field, blank: false);
        await SpoilAsync(TicketKeys.Ticket(second.Id), field, blank: true);

        Assert.That(await ConfirmAsync(first, firstCode), Is.EqualTo(whenDeleted));
        Assert.That(await ConfirmAsync(second, secondCode), Is.EqualTo(whenBlank));
    }

    [Test]
    public async Task A_pass_is_not_taken_without([Values("state", "pass", "account", "created", "expires", "storefront", "locale")] string field, [Values] bool blank)
    {
        var (ticket, bought) = await OpenWithPassAsync();

        await SpoilAsync(TicketKeys.Ticket(ticket.Id), field, blank);

        Assert.That(await UseAsync(bought), Is.EqualTo("ticket-not-found"));
    }

    [Test]
    public async Task A_pass_is_not_taken_in_another_state([Values("open", "codeRequested", "linkSent", "locked")] string state)
    {
        var (ticket, bought) = await OpenWithPassAsync();

        await Database.HashSetAsync(TicketKeys.Ticket(ticket.Id), "state", state);

        Assert.That(await UseAsync(bought), Is.EqualTo("ticket-not-found"));
    }

    [Test]
    public async Task A_pass_whose_uses_can_not_be_read_has_none_left([Values("", "few")] string uses)
    {
        var (ticket, bought) = await OpenWithPassAsync();

        await Database.HashSetAsync(TicketKeys.Ticket(ticket.Id), TicketStore.PasswordSets, uses);

        Assert.That(await UseAsync(bought), Does.StartWith("too-many-requests password-sets"));
    }

    [Test]
    public async Task A_link_opens_nothing_without([Values("token", "account", "created", "expires", "storefront", "locale")] string field, [Values] bool blank)
    {
        var (_, link) = await OpenWithLinkAsync();

        await SpoilAsync(TicketKeys.Link(link.Id), field, blank);

        Assert.That(await FollowAsync(link), Is.EqualTo("ticket-not-found"));
        Assert.That(await Database.KeyExistsAsync(TicketKeys.Link(link.Id)), Is.True);
        Assert.That(await Database.KeyExistsAsync(TicketKeys.Ticket(link.Id)), Is.False);
    }

    [Test]
    public async Task No_mail_is_asked_for_without([Values("token", "created", "expires", "sends", "address")] string field, [Values] bool blank)
    {
        var ticket = await OpenAsync();

        await SpoilAsync(TicketKeys.Ticket(ticket.Id), field, blank);

        Assert.That(await SendAsync(ticket), Is.EqualTo("ticket-not-found"));
        Assert.That(await Mails.TakeAsync(ticket.Id.Partition), Is.Null);
    }

    [Test]
    public async Task A_code_that_lost_its_reference_is_drawn_anew([Values] bool blank)
    {
        var (ticket, code) = await OpenWithCodeAsync();
        Clock.Advance(Defaults.ResendPause);

        await SpoilAsync(TicketKeys.Ticket(ticket.Id), "reference", blank);
        var sent = await SentAsync(ticket);
        var fresh = await MailCodeAsync(ticket);

        Assert.That(sent.Reference, Is.Not.Empty);
        Assert.That(fresh, Is.Not.EqualTo(code));
    }

    [Test]
    public async Task A_ticket_is_not_found_without([Values("token", "expires")] string field, [Values] bool blank)
    {
        var ticket = await OpenAsync();

        await SpoilAsync(TicketKeys.Ticket(ticket.Id), field, blank);

        Assert.That(await ReadAsync(ticket), Is.EqualTo("ticket-not-found"));
        Assert.That(await CancelAsync(ticket), Is.EqualTo("ticket-not-found"));
    }

    [Test]
    public async Task A_ticket_without_a_state_is_not_found()
    {
        var ticket = await OpenAsync();

        await SpoilAsync(TicketKeys.Ticket(ticket.Id), "state", blank: false);

        Assert.That(await ReadAsync(ticket), Is.EqualTo("ticket-not-found"));
        Assert.That(await SendAsync(ticket), Is.EqualTo("ticket-not-found"));
    }

    [Test]
    public async Task A_ticket_in_an_unknown_state_is_not_found()
    {
        var ticket = await OpenAsync();

        await Database.HashSetAsync(TicketKeys.Ticket(ticket.Id), "state", "opened");

        Assert.That(await ReadAsync(ticket), Is.EqualTo("ticket-not-found"));
        Assert.That(await SendAsync(ticket), Is.EqualTo("ticket-not-found"));
        Assert.That(await Mails.TakeAsync(ticket.Id.Partition), Is.Null);
    }

    [Test]
    public async Task No_mail_begins_without([Values("state", "kind", "created", "deadline")] string field, [Values] bool blank)
    {
        var ticket = await OpenAndSendAsync();
        var lease = await TakeAsync(ticket);

        await SpoilAsync(TicketKeys.Ticket(ticket.Id), field, blank);

        Assert.That(await Mails.BeginAsync(lease), Is.Null);
    }

    [Test]
    public async Task No_links_mail_begins_without([Values("state", "kind", "deadline")] string field, [Values] bool blank)
    {
        Use(new CodeOptions { AddressSendsAnHour = 1 });
        var ticket = await OpenAndSendAsync();
        var lease = await TakeAsync(ticket);

        await SpoilAsync(TicketKeys.Ticket(ticket.Id), field, blank);

        Assert.That(await Mails.BeginAsync(lease), Is.Null);
    }

    [Test]
    public async Task A_mail_whose_address_is_gone_is_unreadable([Values] bool blank)
    {
        var ticket = await OpenAndSendAsync();
        var lease = await TakeAsync(ticket);

        await SpoilAsync(TicketKeys.Ticket(ticket.Id), "address", blank);

        Assert.That(() => Mails.BeginAsync(lease), Throws.TypeOf<FormatException>());
        await Mails.GiveUpAsync(lease, "unreadable");
    }

    [Test]
    public async Task No_code_is_drawn_without([Values("state", "kind", "deadline")] string field, [Values] bool blank)
    {
        var ticket = await OpenAndSendAsync();
        var waiting = await BegunAsync(await TakeAsync(ticket));

        await SpoilAsync(TicketKeys.Ticket(ticket.Id), field, blank);

        Assert.That(await Mails.DrawCodeAsync(waiting, Account), Is.Null);
    }

    [Test]
    public async Task No_link_is_drawn_without([Values("state", "kind", "deadline", "storefront", "locale")] string field, [Values] bool blank)
    {
        var ticket = await OpenAsync();
        Use(new CodeOptions { AddressSendsAnHour = 1 });
        await SentAsync(ticket);
        var waiting = await BegunAsync(await TakeAsync(ticket));

        await SpoilAsync(TicketKeys.Ticket(ticket.Id), field, blank);

        Assert.That(await Mails.DrawLinkAsync(waiting, Account), Is.Null);
        Assert.That(await Database.HashExistsAsync(TicketKeys.Ticket(ticket.Id), "secret"), Is.False);
    }

    [Test]
    public async Task No_link_is_drawn_that_would_be_dead_by_then()
    {
        Use(new CodeOptions { AddressSendsAnHour = 1 });
        var ticket = await OpenAndSendAsync();
        var waiting = await BegunAsync(await TakeAsync(ticket));

        await Database.HashSetAsync(TicketKeys.Ticket(ticket.Id), "deadline", Now.ToUnixTimeMilliseconds());

        Assert.That(await Mails.DrawLinkAsync(waiting, Account), Is.Null);
    }

    [Test]
    public async Task A_secret_that_can_not_be_opened_is_not_mailed()
    {
        var ticket = await OpenAndSendAsync();
        var waiting = await BegunAsync(await TakeAsync(ticket));

        await Database.HashSetAsync(TicketKeys.Ticket(ticket.Id), "secret", "");

        Assert.That(() => Mails.DrawCodeAsync(waiting, Account), Throws.TypeOf<FormatException>());
    }
}
