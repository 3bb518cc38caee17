using ResetService.Hosting;
using ResetService.Tickets;

namespace ResetService.Tests.Tickets;

/// <summary>How many tries and mails a ticket and an address have, and what gives them back: time alone.</summary>
internal sealed class BudgetTests(string server) : TicketTest(server)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    [Test]
    [Property("Checklist", "D2")]
    [Property("Checklist", "D3")]
    public async Task An_address_has_twenty_wrong_tries_over_all_its_tickets_and_networks()
    {
        Use(ManyMails);
        var address = NewAddress();
        var opened = new List<(OpenedTicket Ticket, ResetCode Code)>();
        for (var ticket = 0; ticket < 5; ticket++) opened.Add(await OpenWithCodeAsync(address));

        var answers = new List<string>();
        foreach (var (ticket, code) in opened)
        {
            for (var guess = 1; guess <= 5; guess++) answers.Add(await ConfirmAsync(ticket, Wrong(code, guess)));
        }

        Assert.That(answers.Take(20), Has.All.StartsWith("wrong-code"));
        Assert.That(answers[20..], Is.All.EqualTo("ticket-locked"));
    }

    [Test]
    [Property("Checklist", "D2")]
    public async Task A_right_code_is_refused_when_the_addresss_tries_are_spent_elsewhere()
    {
        Use(ManyMails);
        var address = NewAddress();
        var (ticket, code) = await OpenWithCodeAsync(address);

        await SpendTriesAsync(address);

        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("ticket-locked"));
        Assert.That(await ReadAsync(ticket), Is.EqualTo("codeRequested, 5 tries, 999 mails"));
    }

    [Test]
    [Property("Checklist", "D6")]
    public async Task Spellings_of_an_address_share_its_budget()
    {
        var name = $"{Guid.NewGuid():N}";

        await SpendTriesAsync(EmailAddress.Parse($"{name}@shop.example"));

        Assert.That(await SendAsync(await OpenAsync(EmailAddress.Parse($" {name.ToUpperInvariant()}@SHOP.example"))), Is.EqualTo("link"));
    }

    [Test]
    public async Task Another_addresss_tries_are_its_own()
    {
        await SpendTriesAsync(NewAddress());

        var (ticket, code) = await OpenWithCodeAsync();

        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_right_code_gives_its_own_try_back_and_clears_nothing()
    {
        Use(ManyMails);
        var address = NewAddress();
        await SpendTriesAsync(address, 15);

        for (var success = 0; success < 3; success++)
        {
            var (right, code) = await OpenWithCodeAsync(address);
            await ConfirmAsync(right, Wrong(code));
            Assert.That(await ConfirmAsync(right, code), Is.EqualTo("ok"));
        }

        var (last, other) = await OpenWithCodeAsync(address);
        string[] answers = [await ConfirmAsync(last, Wrong(other)), await ConfirmAsync(last, Wrong(other)), await ConfirmAsync(last, other)];
        Assert.That(answers, Is.EqualTo(["wrong-code 4", "wrong-code 3", "ticket-locked"]));
    }

    [Test]
    [Property("Checklist", "A4")]
    public async Task A_right_code_opens_no_window()
    {
        var address = NewAddress();
        await OpenWithPassAsync(address);
        Clock.Advance(TimeSpan.FromHours(6));
        Use(ManyMails);
        await SpendTriesAsync(address);

        Assert.That((await SentAsync(await OpenAsync(address))).ExpiresAt, Is.EqualTo(Now + Day)); // as where nobody ever knew a code
    }

    [Test]
    public async Task Spent_tries_come_back_a_day_after_the_first_of_them()
    {
        Use(ManyMails);
        var address = NewAddress();
        await SpendTriesAsync(address, 5);
        Clock.Advance(TimeSpan.FromHours(20));
        await SpendTriesAsync(address, 15);

        Clock.Advance(TimeSpan.FromHours(4) - Instant);
        var last = await OpenAsync(address);
        Assert.That(await SendAsync(last), Is.EqualTo("link"));
        await MailLinkAsync(last);
        Clock.Advance(Instant);

        var (ticket, code) = await OpenWithCodeAsync(address);
        Assert.That(await ConfirmAsync(ticket, Wrong(code)), Is.EqualTo("wrong-code 4"));
        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("ok"));
        Assert.That(await SpentAsync(TicketKeys.Guesses(ticket.Id)), Is.EqualTo(1));
    }

    [Test]
    [Property("Checklist", "C6")]
    public async Task A_resend_gives_no_try_back()
    {
        var (ticket, code) = await OpenWithCodeAsync();
        await GuessWrongAsync(ticket, code, 4);
        Clock.Advance(Defaults.ResendPause);

        await SentAsync(ticket);
        await MailCodeAsync(ticket);

        Assert.That(await ReadAsync(ticket), Is.EqualTo("codeRequested, 1 tries, 1 mails"));
        Assert.That(await ConfirmAsync(ticket, Wrong(code)), Is.EqualTo("wrong-code 0"));
        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("ticket-locked"));
    }

    [Test]
    [Property("Checklist", "C6")]
    public async Task A_fresh_code_gives_no_try_back()
    {
        var (ticket, code) = await OpenWithCodeAsync();
        await GuessWrongAsync(ticket, code, 4);
        Clock.Advance(Defaults.Lifetime);

        await SentAsync(ticket);
        var fresh = await MailCodeAsync(ticket);

        Assert.That(await ConfirmAsync(ticket, Wrong(fresh)), Is.EqualTo("wrong-code 0"));
        Assert.That(await ConfirmAsync(ticket, fresh), Is.EqualTo("ticket-locked"));
    }

    [Test]
    public async Task A_ticket_has_three_mails_a_minute_apart()
    {
        var ticket = await OpenAsync();

        var answers = new List<string> { await SendAsync(ticket), await SendAsync(ticket) };
        Clock.Advance(Defaults.ResendPause - Instant);
        answers.Add(await SendAsync(ticket));
        Clock.Advance(Instant);
        answers.Add(await SendAsync(ticket));
        Clock.Advance(Defaults.ResendPause);
        answers.Add(await SendAsync(ticket));
        Clock.Advance(Defaults.ResendPause);
        answers.Add(await SendAsync(ticket));

        Assert.That(answers, Is.EqualTo([
            "code",
            "too-many-requests resend 1 in 00:01:00, again in 00:01:00",
            "too-many-requests resend 1 in 00:01:00, again in 00:00:00.0010000",
            "code",
            "code",
            "too-many-requests ticket-mails 3 in 00:20:00, again in 00:17:00"]));
        Assert.That(await ReadAsync(ticket), Is.EqualTo("codeRequested, 5 tries, 0 mails"));
    }

    [Test]
    public async Task A_refused_mail_costs_nothing_and_queues_nothing()
    {
        var address = NewAddress();
        var (ticket, _) = await OpenWithCodeAsync(address);

        await SendAsync(ticket);

        Assert.That(await Mails.TakeAsync(ticket.Id.Partition), Is.Null);
        Assert.That(await SpentAsync(TicketKeys.HourlySends(ticket.Id)), Is.EqualTo(1));
        Assert.That(await SpentAsync(TicketKeys.DailySends(ticket.Id)), Is.EqualTo(1));
        Assert.That(await ReadAsync(ticket), Is.EqualTo("codeRequested, 5 tries, 2 mails"));
    }

    [Test]
    public async Task An_address_has_six_mails_an_hour_and_the_last_carries_the_link()
    {
        var address = NewAddress();
        var kinds = new List<string>();

        for (var mail = 0; mail < 8; mail++)
        {
            kinds.Add(await SendAsync(await OpenAsync(address)));
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.That(kinds, Is.EqualTo([
            "code", "code", "code", "code", "code", "link",
            "too-many-requests address-mails-hour 6 in 01:00:00, again in 00:54:00",
            "too-many-requests address-mails-hour 6 in 01:00:00, again in 00:53:00"]));
    }

    [Test]
    public async Task The_hours_mails_come_back_an_hour_after_the_first_of_them()
    {
        var address = NewAddress();
        for (var mail = 0; mail < 6; mail++)
        {
            await SendAsync(await OpenAsync(address));
            Clock.Advance(TimeSpan.FromMinutes(8));
        }

        Clock.Advance(TimeSpan.FromMinutes(12) - Instant);
        var before = await SendAsync(await OpenAsync(address));
        Clock.Advance(Instant);

        Assert.That(before, Is.EqualTo("too-many-requests address-mails-hour 6 in 01:00:00, again in 00:00:00.0010000"));
        Assert.That(await SendAsync(await OpenAsync(address)), Is.EqualTo("code"));
    }

    [Test]
    public async Task An_address_has_twenty_mails_a_day_and_the_last_carries_the_link()
    {
        var address = NewAddress();
        var kinds = new List<string>();
        var first = Now;

        for (var mail = 0; mail < 21; mail++)
        {
            kinds.Add(await SendAsync(await OpenAsync(address)));
            Clock.Advance(TimeSpan.FromMinutes(15)); // four an hour
        }

        Assert.That(kinds.Take(19), Is.All.EqualTo("code"));
        Assert.That(kinds[19..], Is.EqualTo(["link", "too-many-requests address-mails-day 20 in 1.00:00:00, again in 19:00:00"]));
        Clock.Advance(first + Day - Now - Instant);
        Assert.That(await SendAsync(await OpenAsync(address)), Does.StartWith("too-many-requests address-mails-day"));
        Clock.Advance(Instant);
        Assert.That(await SendAsync(await OpenAsync(address)), Is.EqualTo("code"));
    }

    [Test]
    public async Task One_network_has_half_of_an_addresss_mails()
    {
        var address = NewAddress();
        var kinds = new List<string>();

        for (var mail = 0; mail < 4; mail++) kinds.Add(await SendAsync(await OpenAsync(address), Home));
        kinds.Add(await SendAsync(await OpenAsync(address)));

        Assert.That(kinds, Is.EqualTo(["code", "code", "code", "too-many-requests address-mails-hour 6 in 01:00:00, again in 01:00:00", "code"]));
    }

    [Test]
    public async Task One_network_has_half_of_an_addresss_mails_of_the_day()
    {
        var address = NewAddress();
        var kinds = new List<string>();

        for (var mail = 0; mail < 11; mail++)
        {
            kinds.Add(await SendAsync(await OpenAsync(address), Home));
            Clock.Advance(TimeSpan.FromMinutes(30));
        }

        Assert.That(kinds.Take(10), Is.All.EqualTo("code"));
        Assert.That(kinds[10], Is.EqualTo("too-many-requests address-mails-day 20 in 1.00:00:00, again in 19:00:00"));
        Assert.That(await SendAsync(await OpenAsync(address)), Is.EqualTo("code"));
    }

    [Test]
    public async Task A_budget_of_one_mail_lets_it_out_as_a_link()
    {
        Use(new CodeOptions { AddressSendsAnHour = 1 });
        var address = NewAddress();

        Assert.That(await SendAsync(await OpenAsync(address), Home), Is.EqualTo("link"));
        Assert.That(await SendAsync(await OpenAsync(address), Home), Does.StartWith("too-many-requests address-mails-hour 1 "));
    }

    [Test]
    public async Task A_network_uses_half_of_an_odd_budget_rounded_down()
    {
        Use(new CodeOptions { AddressSendsAnHour = 5 });
        var address = NewAddress();
        await SendAsync(await OpenAsync(address), Home);
        await SendAsync(await OpenAsync(address), Home);

        Assert.That(await SendAsync(await OpenAsync(address), Home), Does.StartWith("too-many-requests address-mails-hour 5 "));
    }
}
