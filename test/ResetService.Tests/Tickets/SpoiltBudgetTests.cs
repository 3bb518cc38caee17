using ResetService.Tickets;

namespace ResetService.Tests.Tickets;

/// <summary>A budget with a hole in it is spent: what can't be counted is allowed no more.</summary>
[Property("Checklist", "C10")]
internal sealed class SpoiltBudgetTests(string server) : TicketTest(server)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Test]
    public async Task No_code_is_compared([Values("ends", "all")] string field, [Values] bool blank)
    {
        var (ticket, code) = await OpenWithCodeAsync();
        await ConfirmAsync(ticket, Wrong(code));

        await SpoilAsync(TicketKeys.Guesses(ticket.Id), field, blank);

        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("ticket-locked"));
        Assert.That(await ReadAsync(ticket), Is.EqualTo("codeRequested, 4 tries, 2 mails"));
    }

    [Test]
    public async Task The_owner_s_link_goes_out_instead([Values("ends", "all")] string field, [Values] bool blank)
    {
        var address = NewAddress();
        var (ticket, code) = await OpenWithCodeAsync(address);
        await ConfirmAsync(ticket, Wrong(code));

        await SpoilAsync(TicketKeys.Guesses(ticket.Id), field, blank);
        var other = await OpenAsync(address);

        Assert.That(await SendAsync(other), Is.EqualTo("link"));
        Assert.That(await FollowAsync(await MailLinkAsync(other)), Is.EqualTo("ok"));
    }

    [Test]
    public async Task No_mail_is_sent([Values("hour", "day")] string budget, [Values("ends", "all")] string field, [Values] bool blank)
    {
        var (address, network) = (NewAddress(), NewNetwork());
        var ticket = await OpenAndSendAsync(address);
        await Budget.SpendAsync(address, network, "KHQXTMBD");

        await SpoilAsync(budget == "hour" ? TicketKeys.HourlySends(ticket.Id) : TicketKeys.DailySends(ticket.Id), field, blank);

        Assert.That(await SendAsync(await OpenAsync(address)), Does.StartWith($"too-many-requests address-mails-{budget}"));
        Assert.That(await Budget.SpendAsync(address, NewNetwork(), "KHQXTMBF"), Is.False);
    }

    [Test]
    public async Task A_mail_that_was_counted_is_not_taken_for_counted_by_a_budget_without_an_end()
    {
        var (address, network) = (NewAddress(), NewNetwork());
        await Budget.SpendAsync(address, network, "KHQXTMBD");

        await SpoilAsync(TicketKeys.DailySends((await OpenAsync(address)).Id), "ends", blank: false);

        Assert.That(await Budget.SpendAsync(address, network, "KHQXTMBD"), Is.False);
    }

    [Test]
    public async Task A_network_whose_mails_can_not_be_counted_gets_none()
    {
        var address = NewAddress();
        var ticket = await OpenAsync(address);
        await SendAsync(ticket, Home);
        var budget = TicketKeys.HourlySends(ticket.Id);
        foreach (var counter in await Database.HashKeysAsync(budget)) if (counter != "ends" && counter != "all") await SpoilAsync(budget, $"{counter}", blank: true);

        Assert.That(await SendAsync(await OpenAsync(address), Home), Does.StartWith("too-many-requests address-mails-hour"));
        Assert.That(await SendAsync(await OpenAsync(address)), Is.EqualTo("code"));
    }

    [Test]
    public async Task No_case_is_opened([Values("ends", "all")] string field, [Values] bool blank)
    {
        var address = NewAddress();
        var first = await OpenAsync(address);
        await Cases.OpenAsync(first.Id, first.Token);
        var second = await OpenAsync(address);

        await SpoilAsync(TicketKeys.Cases(first.Id), field, blank);

        Assert.That(Say((await Cases.OpenAsync(second.Id, second.Token)).Item2), Does.StartWith("too-many-requests address-support"));
    }

    [Test]
    public async Task Without_its_end_it_is_spent_until_its_key_ends()
    {
        var address = NewAddress();
        var ticket = await OpenAndSendAsync(address);

        await SpoilAsync(TicketKeys.HourlySends(ticket.Id), "ends", blank: false);
        var other = await OpenAsync(address);
        var (_, refusal) = await Tickets.RequestCodeAsync(other.Id, other.Token, NewNetwork());
        await Database.KeyDeleteAsync(TicketKeys.HourlySends(ticket.Id));

        Assert.That(refusal!.Quota!.Value.Resets, Is.InRange(Hour - TimeSpan.FromMinutes(1), Hour));
        Assert.That(await SendAsync(other), Is.EqualTo("code"));
    }

    [Test]
    public async Task With_its_end_it_is_a_new_one_after_that()
    {
        var address = NewAddress();
        var (ticket, code) = await OpenWithCodeAsync(address);
        await ConfirmAsync(ticket, Wrong(code));

        await SpoilAsync(TicketKeys.Guesses(ticket.Id), "all", blank: true);
        Clock.Advance(Day);
        var (other, fresh) = await OpenWithCodeAsync(address);

        Assert.That(await ConfirmAsync(other, Wrong(fresh)), Is.EqualTo("wrong-code 4"));
        Assert.That(await SpentAsync(TicketKeys.Guesses(other.Id)), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_a_moment_that_can_not_be_read_nobody_knows_what_it_ends([Values("", "lately")] string completed)
    {
        var (ticket, code) = await OpenWithCodeAsync();

        await Database.StringSetAsync(TicketKeys.Epoch(ticket.Id), completed);

        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("wrong-code 4"));
    }
}
