using System.Net;
using ResetService.Hosting;
using ResetService.Tickets;

namespace ResetService.Tests.Tickets;

/// <summary>A mail that no ticket asked for counts like any other, and never takes what the owner's link needs.</summary>
internal sealed class MailBudgetTests(string server) : TicketTest(server)
{
    private int mails;

    [Test]
    [Property("Checklist", "A6")]
    [Property("Checklist", "D8")]
    public async Task It_leaves_the_hour_s_last_mail_which_carries_the_link()
    {
        var address = NewAddress();
        var spent = new List<bool>();

        for (var mail = 0; mail < 7; mail++) spent.Add(await SpendAsync(address));

        Assert.That(spent, Is.EqualTo([true, true, true, true, true, false, false]));
        Assert.That(await SendAsync(await OpenAsync(address)), Is.EqualTo("link"));
        Assert.That(await SendAsync(await OpenAsync(address)), Does.StartWith("too-many-requests address-mails-hour"));
    }

    [Test]
    public async Task It_leaves_the_day_s_last_mail_too()
    {
        var address = NewAddress();
        var spent = new List<bool>();

        for (var mail = 0; mail < 20; mail++)
        {
            spent.Add(await SpendAsync(address));
            Clock.Advance(TimeSpan.FromMinutes(15)); // four an hour
        }

        Assert.That(spent.Take(19), Is.All.True);
        Assert.That(spent[19], Is.False);
        Assert.That(await SendAsync(await OpenAsync(address)), Is.EqualTo("link"));
    }

    [Test]
    public async Task It_counts_beside_the_codes()
    {
        var address = NewAddress();
        for (var mail = 0; mail < 3; mail++) await SendAsync(await OpenAsync(address));

        bool[] spent = [await SpendAsync(address), await SpendAsync(address), await SpendAsync(address)];

        Assert.That(spent, Is.EqualTo([true, true, false]));
    }

    [Test]
    public async Task One_network_has_half_of_an_address_s_mails()
    {
        var address = NewAddress();
        await SendAsync(await OpenAsync(address), Home);

        bool[] spent = [await SpendAsync(address, Home), await SpendAsync(address, Home), await SpendAsync(address, Home), await SpendAsync(address)];

        Assert.That(spent, Is.EqualTo([true, true, false, true]));
    }

    [Test]
    public async Task One_network_has_half_of_the_day_s_too()
    {
        var address = NewAddress();
        var spent = new List<bool>();

        for (var mail = 0; mail < 11; mail++)
        {
            spent.Add(await SpendAsync(address, Home));
            Clock.Advance(TimeSpan.FromMinutes(30));
        }

        Assert.That(spent.Take(10), Is.All.True);
        Assert.That(spent[10], Is.False);
    }

    [Test]
    public async Task The_same_mail_counts_once_however_often_it_is_tried()
    {
        var (address, network) = (NewAddress(), NewNetwork());
        for (var attempt = 0; attempt < 9; attempt++) Assert.That(await Budget.SpendAsync(address, network, "KHQXTMBD"), Is.True);
        Clock.Advance(TimeSpan.FromHours(2)); // the hour's budget has forgotten it
        Assert.That(await Budget.SpendAsync(address, network, "KHQXTMBD"), Is.True);

        var owner = (await OpenAsync(address)).Id;
        Assert.That(await SpentAsync(TicketKeys.DailySends(owner)), Is.EqualTo(1));
    }

    [Test]
    public async Task Small_budgets_belong_to_the_owner_alone()
    {
        Use(new CodeOptions { AddressSendsAnHour = 1 });

        Assert.That(await SpendAsync(NewAddress()), Is.False);
    }

    [Test]
    public async Task A_network_has_one_mail_of_the_smallest_budget_that_can_be_shared()
    {
        Use(new CodeOptions { AddressSendsAnHour = 3 });
        var address = NewAddress();

        bool[] spent = [await SpendAsync(address, Home), await SpendAsync(address, Home), await SpendAsync(address)];

        Assert.That(spent, Is.EqualTo([true, false, true]));
    }

    [Test]
    [Property("Checklist", "D6")]
    [Property("Checklist", "E4")]
    public async Task Spellings_share_a_budget_whose_keys_end_by_themselves()
    {
        var name = $"{Guid.NewGuid():N}";

        await SpendAsync(EmailAddress.Parse($"{name}@shop.example"));
        await SpendAsync(EmailAddress.Parse($"{name.ToUpperInvariant()}@SHOP.example"));

        var owner = (await OpenAsync(EmailAddress.Parse($"{name}@shop.example"))).Id;
        Assert.That(await SpentAsync(TicketKeys.HourlySends(owner)), Is.EqualTo(2));
        Assert.That(await TtlAsync(TicketKeys.HourlySends(owner)), Is.LessThanOrEqualTo(TimeSpan.FromHours(1)).And.GreaterThan(TimeSpan.Zero));
        Assert.That(await TtlAsync(TicketKeys.DailySends(owner)), Is.LessThanOrEqualTo(TimeSpan.FromDays(1)).And.GreaterThan(TimeSpan.FromHours(23)));
    }

    private Task<bool> SpendAsync(EmailAddress address, IPNetwork? network = null) => Budget.SpendAsync(address, network ?? NewNetwork(), $"MAIL{++mails}");
}
