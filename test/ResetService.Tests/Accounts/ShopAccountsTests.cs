using System.Net;
using ResetService.Tests.Support;

namespace ResetService.Tests.Accounts;

/// <summary>The reset is the same on every users table.</summary>
[TestFixture(UsersTable.Plain)]
[TestFixture(UsersTable.Full)]
[TestFixture(UsersTable.CaseInsensitive)]
[TestFixture(UsersTable.OddView)]
internal sealed class ShopAccountsTests(UsersTable table) : ShopAccountsTest(table)
{
    [Test]
    public async Task A_reset_changes_the_password_and_what_goes_with_it()
    {
        var address = await SignUpAsync();
        var bystander = await SignUpAsync();
        var (ticket, pass) = await Shop.ConfirmAsync(address);

        var set = await Shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That(await SignsInAsync(address, ResetApi.GoodPassword), Is.True);
        Assert.That(await SignsInAsync(address, ResetApi.OldPassword), Is.False);
        Assert.That(await SignsInAsync(bystander, ResetApi.OldPassword), Is.True);
        Assert.That(await Shop.ReadAsync<long>("SELECT count(*) FROM reset.password_resets WHERE account_id = $1", (await Users.ReadAsync(Shop, address, Users.Key))!), Is.EqualTo(1));
        if (Users.Stamp is { } stamp) Assert.That(await Users.ReadAsync(Shop, address, stamp), Is.Not.EqualTo(await Users.ReadAsync(Shop, bystander, stamp)));
        foreach (var time in Users.Times) Assert.That(await Users.ReadAsync(Shop, address, time), Is.EqualTo($"{Shop.Api.Clock.GetUtcNow():yyyy-MM-dd HH:mm:ss}"), time);
    }

    [Test]
    public async Task The_same_call_again_gets_the_same_answer_and_another_password_does_not()
    {
        var (ticket, pass) = await Shop.ConfirmAsync(await SignUpAsync());

        var first = await Shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        var again = await Shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        Assert.That((again.Status, again.Text), Is.EqualTo((HttpStatusCode.OK, first.Text)));
        (await Shop.Client.SetPasswordAsync(ticket.Id, pass, "another Quiet river 43")).AssertRefused("ticket-not-found");
    }

    [Test]
    [Property("Checklist", "E3")]
    public async Task Of_many_passwords_at_once_one_is_set()
    {
        var address = await SignUpAsync();
        (Ticket Ticket, string Pass)[] open = [await Shop.ConfirmAsync(address), await Shop.ConfirmAsync(address)];
        var passwords = Enumerable.Range(0, 8).Select(i => $"a Quiet river {i:00} runs").ToArray();

        var answers = await Task.WhenAll(passwords.Select((password, i) => Shop.Client.SetPasswordAsync(open[i % 2].Ticket.Id, open[i % 2].Pass, password)));

        var winner = passwords[answers.Select((answer, i) => (answer.Status, i)).Single(set => set.Status is HttpStatusCode.OK).i];
        foreach (var password in passwords) Assert.That(await SignsInAsync(address, password), Is.EqualTo(password == winner), password);
    }

    [Test]
    public async Task A_password_changed_in_the_shop_ends_the_open_ticket()
    {
        var address = await SignUpAsync();
        var (ticket, pass) = await Shop.ConfirmAsync(address);

        if (Users.Stamp is null) await Users.ChangeAsync(Shop, address, Users.Hash, await HashAsync("Elsewhere-1815"));
        else await Shop.RunAsync($"UPDATE {Users.Name} SET {Users.Stamp} = DEFAULT WHERE {Users.Email} = $1", address);

        (await Shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword)).AssertRefused("ticket-not-found");
        Assert.That(await Shop.ReadAsync<long>("SELECT count(*) FROM reset.outbox WHERE payload LIKE '%' || $1 || '%'", address), Is.Zero);
    }

    [Test]
    public async Task An_address_changed_in_the_shop_ends_the_open_ticket()
    {
        var address = await SignUpAsync();
        var (ticket, pass) = await Shop.ConfirmAsync(address);

        await Users.ChangeAsync(Shop, address, Users.Email, $"x{address}");

        (await Shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword)).AssertRefused("ticket-not-found");
    }

    [Test]
    public async Task An_account_that_may_no_longer_reset_keeps_its_password()
    {
        foreach (var (flag, value) in Users.Bars)
        {
            var address = await SignUpAsync();
            var (ticket, pass) = await Shop.ConfirmAsync(address);

            await Users.ChangeAsync(Shop, address, flag, value);

            (await Shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword)).AssertRefused("ticket-not-found");
            Assert.That(await SignsInAsync(address, ResetApi.OldPassword), Is.True);
        }
    }

    [Test]
    [Property("Checklist", "A8")]
    public async Task An_account_that_may_not_reset_gets_no_mail()
    {
        foreach (var (flag, value) in Users.Bars)
        {
            var address = await SignUpAsync();
            await Users.ChangeAsync(Shop, address, flag, value);

            await Shop.AskInVainAsync(address);

            Assert.That(Shop.Api.SendGrid.Mails.Select(mail => mail.To), Has.None.EqualTo(address), flag);
        }
    }

    [Test]
    public async Task Upper_case_does_not_matter_where_the_shop_says_so()
    {
        var address = await SignUpAsync(ResetApi.FreshAddress().Replace("ada", "Ada", StringComparison.Ordinal).Replace("example", "Example", StringComparison.Ordinal));

        if (Users.FindsAnyCase)
        {
            await Shop.ConfirmAsync(address, typed: address.ToUpperInvariant());
            return;
        }

        await Shop.AskInVainAsync(address.ToUpperInvariant());
        Assert.That(Shop.Api.SendGrid.Mails.Select(mail => mail.To), Has.None.EqualTo(address));
    }

    [Test]
    public async Task A_domain_in_Unicode_and_in_punycode_are_one()
    {
        var (unicode, punycode) = (ResetApi.FreshAddress().Replace("example", "bücher", StringComparison.Ordinal), ResetApi.FreshAddress().Replace("example", "xn--bcher-kva", StringComparison.Ordinal));
        await SignUpAsync(unicode);
        await SignUpAsync(punycode);

        await Shop.ConfirmAsync(unicode, typed: unicode.Replace("bücher", "xn--bcher-kva", StringComparison.Ordinal));
        await Shop.ConfirmAsync(punycode, typed: punycode.Replace("xn--bcher-kva", "bücher", StringComparison.Ordinal));
    }

    // What the column's own equality, Identity's normaliser or lower() in some locale might take for the same.
    [TestCase("mi\u017Fe", "mise")]
    [TestCase("m\u0131ke", "mike")]
    [TestCase("mi\u212Ae", "mike")]
    [TestCase("m\u0130ke", "mike")]
    [Property("Checklist", "J2")]
    public async Task A_look_alike_on_file_neither_gets_the_mail_nor_stands_in_its_way(string onFile, string typed)
    {
        var tail = ResetApi.FreshAddress();
        for (var i = 0; i < 2; i++) await SignUpAsync(onFile + tail);
        await Shop.AskInVainAsync(typed + tail);
        Assert.That(Shop.Api.SendGrid.Mails.Select(mail => mail.To), Has.None.Contains(tail));

        await SignUpAsync(typed + tail);
        await Shop.ConfirmAsync(typed + tail);
    }

    [Test]
    [Property("Checklist", "T4")]
    public async Task What_would_be_SQL_is_text()
    {
        var bystander = await SignUpAsync();
        var address = await SignUpAsync($"o'or'1'='1'--{ResetApi.FreshAddress()}");

        var (ticket, pass) = await Shop.ConfirmAsync(address);
        await Shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        Assert.That(await SignsInAsync(address, ResetApi.GoodPassword), Is.True);
        Assert.That(await SignsInAsync(bystander, ResetApi.OldPassword), Is.True);
    }
}
