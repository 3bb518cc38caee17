using ResetService.Hosting;
using ResetService.Tickets;

namespace ResetService.Tests.Tickets;

/// <summary>A ticket opens one case, an address three a day, and asking for help changes nothing else.</summary>
internal sealed class CaseTests(string server) : TicketTest(server)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    [Test]
    public async Task A_case_is_told_what_its_ticket_knows()
    {
        var address = EmailAddress.Parse($"Kunde-{Guid.NewGuid():N}@Shop.example");
        var ticket = await OpenAsync(address);
        Clock.Advance(TimeSpan.FromMinutes(5));

        var opened = await OpenedAsync(ticket);

        Assert.That(opened with { Reference = "" }, Is.EqualTo(new OpenedCase(
            "", address.Typed, "shop", "de", MailReference: null, new Quota("ticket-support", 1, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(15)))));
        Assert.That(opened.Reference, Does.Match("^[B-DF-HJ-NP-TV-Z]{8}$"));
    }

    [Test]
    public async Task It_knows_the_mail_that_was_asked_for_last()
    {
        var ticket = await OpenAsync();
        var sent = await SentAsync(ticket);

        Assert.That((await OpenedAsync(ticket)).MailReference, Is.EqualTo(sent.Reference));
    }

    [Test]
    public async Task It_can_be_opened_until_the_code_is_confirmed()
    {
        var (codeRequested, _) = await OpenWithCodeAsync();
        var (locked, code) = await OpenWithCodeAsync();
        await GuessWrongAsync(locked, code, 5);
        var (linkSent, _) = await OpenWithLinkAsync();
        var (confirmed, _) = await OpenWithPassAsync();

        string[] answers =
        [
            await OpenCaseAsync(await OpenAsync()), await OpenCaseAsync(codeRequested), await OpenCaseAsync(locked), await OpenCaseAsync(linkSent), await OpenCaseAsync(confirmed),
        ];

        Assert.That(answers, Is.EqualTo(["ok", "ok", "ok", "ok", "already-confirmed"]));
    }

    [Test]
    public async Task Nobody_but_the_ticket_s_holder_opens_one()
    {
        var (ticket, other) = (await OpenAsync(), await OpenAsync());
        var (confirmed, bought) = await OpenWithPassAsync();
        var cancelled = await OpenAsync();
        await Tickets.CancelAsync(cancelled.Id, cancelled.Token);

        string[] answers =
        [
            await OpenCaseAsync(ticket with { Token = other.Token }), await OpenCaseAsync(ticket with { Id = TicketId.Draw(ticket.Id.Tag) }),
            await OpenCaseAsync(ticket with { Id = TicketId.Read("x") }), await OpenCaseAsync(confirmed with { Token = bought.Pass }), await OpenCaseAsync(cancelled),
        ];

        Assert.That(answers, Has.All.EqualTo("ticket-not-found"));
        Assert.That(await SpentAsync(TicketKeys.Cases(ticket.Id)), Is.Zero);
    }

    [Test]
    public async Task It_can_be_opened_while_the_ticket_lives()
    {
        var (first, second) = (await OpenAsync(), await OpenAsync());

        Clock.Advance(Defaults.TicketLifetime - Instant);
        Assert.That(await OpenCaseAsync(first), Is.EqualTo("ok"));
        Clock.Advance(Instant);
        Assert.That(await OpenCaseAsync(second), Is.EqualTo("ticket-not-found"));
    }

    [TestCase("state")]
    [TestCase("token")]
    [TestCase("created")]
    [TestCase("expires")]
    [TestCase("address")]
    [TestCase("storefront")]
    [TestCase("locale")]
    [Property("Checklist", "C10")]
    public async Task A_spoilt_ticket_opens_none(string field)
    {
        var ticket = await OpenAsync();

        await SpoilAsync(TicketKeys.Ticket(ticket.Id), field, blank: false);

        Assert.That(await OpenCaseAsync(ticket), Is.EqualTo("ticket-not-found"));
    }

    [Test]
    public async Task A_state_that_is_none_opens_none()
    {
        var ticket = await OpenAsync();

        await Database.HashSetAsync(TicketKeys.Ticket(ticket.Id), "state", "half-open");

        Assert.That(await OpenCaseAsync(ticket), Is.EqualTo("ticket-not-found"));
    }

    [Test]
    public async Task The_same_ticket_has_the_same_case_which_counts_once()
    {
        var ticket = await OpenAsync();

        var references = new[] { (await OpenedAsync(ticket)).Reference, (await OpenedAsync(ticket)).Reference };

        Assert.That(references.Distinct().Count(), Is.EqualTo(1));
        Assert.That(await SpentAsync(TicketKeys.Cases(ticket.Id)), Is.EqualTo(1));
    }

    [Test]
    public async Task An_address_has_three_cases_a_day_over_all_its_tickets()
    {
        var address = NewAddress();
        var tickets = new List<OpenedTicket>();
        for (var ticket = 0; ticket < 4; ticket++) tickets.Add(await OpenAsync(address));

        var answers = new List<string>();
        foreach (var ticket in tickets)
        {
            answers.Add(await OpenCaseAsync(ticket));
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.That(answers, Is.EqualTo(["ok", "ok", "ok", "too-many-requests address-support 3 in 1.00:00:00, again in 23:57:00"]));
        Assert.That(await OpenCaseAsync(tickets[0]), Is.EqualTo("ok"), "a case that is open already is found again");
        Assert.That(await OpenCaseAsync(await OpenAsync()), Is.EqualTo("ok"), "another address's are its own");
    }

    [Test]
    public async Task They_come_back_a_day_after_the_first_of_them()
    {
        var address = NewAddress();
        for (var ticket = 0; ticket < 3; ticket++) await OpenedAsync(await OpenAsync(address));

        Clock.Advance(Day - Instant);
        var early = await OpenAsync(address);
        Assert.That(await OpenCaseAsync(early), Does.StartWith("too-many-requests"));
        Clock.Advance(Instant);
        Assert.That(await OpenCaseAsync(early), Is.EqualTo("ok"));
    }

    [Test]
    [Property("Checklist", "E4")]
    public async Task It_changes_nothing_that_the_ticket_shows_nor_how_long_it_lives()
    {
        var (ticket, code) = await OpenWithCodeAsync();
        var (read, life) = (await ReadAsync(ticket), await TtlAsync(TicketKeys.Ticket(ticket.Id)));

        await OpenedAsync(ticket);

        Assert.That(await ReadAsync(ticket), Is.EqualTo(read));
        Assert.That(await TtlAsync(TicketKeys.Ticket(ticket.Id)), Is.LessThanOrEqualTo(life!.Value).And.GreaterThan(life.Value - TimeSpan.FromMinutes(1)));
        Assert.That(await TtlAsync(TicketKeys.Cases(ticket.Id)), Is.LessThanOrEqualTo(Day).And.GreaterThan(Day - TimeSpan.FromMinutes(1)));
        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_ticket_whose_key_is_gone_is_not_found()
    {
        var ticket = await OpenAsync();

        Use(Defaults, new KeyOptions { Current = KeyOptions.Draw(), Address = KeyOptions.Draw() });

        Assert.That(await OpenCaseAsync(ticket), Is.EqualTo("ticket-not-found"));
    }

    private async Task<string> OpenCaseAsync(OpenedTicket ticket) => Say((await Cases.OpenAsync(ticket.Id, ticket.Token)).Item2);

    private async Task<OpenedCase> OpenedAsync(OpenedTicket ticket)
    {
        var (opened, refusal) = await Cases.OpenAsync(ticket.Id, ticket.Token);
        Assert.That(Say(refusal), Is.EqualTo("ok"));
        return opened!;
    }
}
