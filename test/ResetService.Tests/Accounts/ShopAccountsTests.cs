using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Passwords;
using ResetService.Tests.Limits;
using ResetService.Tests.Support;

namespace ResetService.Tests.Accounts;

/// <summary>Users tables as shops have them, and how the service is told of each: the reset is the same on all.</summary>
[TestFixture(UsersTable.Plain)]
[TestFixture(UsersTable.Full)]
[TestFixture(UsersTable.CaseInsensitive)]
[TestFixture(UsersTable.OddView)]
internal sealed class ShopAccountsTests(UsersTable table)
{
    private readonly ShopUsers users = ShopUsers.Of(table);
    private readonly WholeLog log = new();
    private Shop shop = null!;

    [OneTimeSetUp]
    public async Task OpenShop() => shop = await Shop.OpenAsync(users.Sql, users.Settings, log);

    [OneTimeTearDown]
    public async Task CloseShop()
    {
        await shop.DisposeAsync();
        log.Dispose();
    }

    [Test]
    public async Task A_reset_changes_the_password_and_what_goes_with_it()
    {
        var address = await SignUpAsync();
        var bystander = await SignUpAsync();
        var (ticket, pass) = await shop.ConfirmAsync(address);

        var set = await shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That(await SignsInAsync(address, ResetApi.GoodPassword), Is.True);
        Assert.That(await SignsInAsync(address, ResetApi.OldPassword), Is.False);
        Assert.That(await SignsInAsync(bystander, ResetApi.OldPassword), Is.True);
        Assert.That(await shop.ReadAsync<long>("SELECT count(*) FROM reset.password_resets WHERE account_id = $1", (await users.ReadAsync(shop, address, users.Key))!), Is.EqualTo(1));
        if (users.Stamp is { } stamp) Assert.That(await users.ReadAsync(shop, address, stamp), Is.Not.EqualTo(await users.ReadAsync(shop, bystander, stamp)));
        foreach (var time in users.Times) Assert.That(await users.ReadAsync(shop, address, time), Is.EqualTo($"{shop.Api.Clock.GetUtcNow():yyyy-MM-dd HH:mm:ss}"), time);
    }

    [Test]
    public async Task The_same_call_again_gets_the_same_answer_and_another_password_does_not()
    {
        var (ticket, pass) = await shop.ConfirmAsync(await SignUpAsync());

        var first = await shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        var again = await shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        Assert.That((again.Status, again.Text), Is.EqualTo((HttpStatusCode.OK, first.Text)));
        (await shop.Client.SetPasswordAsync(ticket.Id, pass, "another Quiet river 43")).AssertRefused("ticket-not-found");
    }

    [Test]
    [Property("Checklist", "E3")]
    public async Task Of_many_passwords_at_once_one_is_set()
    {
        var address = await SignUpAsync();
        (Ticket Ticket, string Pass)[] open = [await shop.ConfirmAsync(address), await shop.ConfirmAsync(address)];
        var passwords = Enumerable.Range(0, 8).Select(i => $"a Quiet river {i:00} runs").ToArray();

        var answers = await Task.WhenAll(passwords.Select((password, i) => shop.Client.SetPasswordAsync(open[i % 2].Ticket.Id, open[i % 2].Pass, password)));

        var winner = passwords[answers.Select((answer, i) => (answer.Status, i)).Single(set => set.Status is HttpStatusCode.OK).i];
        foreach (var password in passwords) Assert.That(await SignsInAsync(address, password), Is.EqualTo(password == winner), password);
    }

    [Test]
    public async Task A_password_changed_in_the_shop_ends_the_open_ticket()
    {
        var address = await SignUpAsync();
        var (ticket, pass) = await shop.ConfirmAsync(address);

        if (users.Stamp is null) await users.ChangeAsync(shop, address, users.Hash, await HashAsync("Elsewhere-1815"));
        else await shop.RunAsync($"UPDATE {users.Name} SET {users.Stamp} = DEFAULT WHERE {users.Email} = $1", address);

        (await shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword)).AssertRefused("ticket-not-found");
        Assert.That(await shop.ReadAsync<long>("SELECT count(*) FROM reset.outbox WHERE payload LIKE '%' || $1 || '%'", address), Is.Zero);
    }

    [Test]
    public async Task An_address_changed_in_the_shop_ends_the_open_ticket()
    {
        var address = await SignUpAsync();
        var (ticket, pass) = await shop.ConfirmAsync(address);

        await users.ChangeAsync(shop, address, users.Email, $"x{address}");

        (await shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword)).AssertRefused("ticket-not-found");
    }

    [Test]
    public async Task An_account_that_may_no_longer_reset_keeps_its_password()
    {
        foreach (var (flag, value) in users.Bars)
        {
            var address = await SignUpAsync();
            var (ticket, pass) = await shop.ConfirmAsync(address);

            await users.ChangeAsync(shop, address, flag, value);

            (await shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword)).AssertRefused("ticket-not-found");
            Assert.That(await SignsInAsync(address, ResetApi.OldPassword), Is.True);
        }
    }

    [Test]
    [Property("Checklist", "A8")]
    public async Task An_account_that_may_not_reset_gets_no_mail()
    {
        foreach (var (flag, value) in users.Bars)
        {
            var address = await SignUpAsync();
            await users.ChangeAsync(shop, address, flag, value);

            await shop.AskInVainAsync(address);

            Assert.That(shop.Api.SendGrid.Mails.Select(mail => mail.To), Has.None.EqualTo(address), flag);
        }
    }

    [Test]
    public async Task Upper_case_does_not_matter_where_the_shop_says_so()
    {
        var address = await SignUpAsync(ResetApi.FreshAddress().Replace("ada", "Ada", StringComparison.Ordinal).Replace("example", "Example", StringComparison.Ordinal));

        if (users.FindsAnyCase)
        {
            await shop.ConfirmAsync(address, typed: address.ToUpperInvariant());
            return;
        }

        await shop.AskInVainAsync(address.ToUpperInvariant());
        Assert.That(shop.Api.SendGrid.Mails.Select(mail => mail.To), Has.None.EqualTo(address));
    }

    [Test]
    public async Task A_domain_in_Unicode_and_in_punycode_are_one()
    {
        var (unicode, punycode) = (ResetApi.FreshAddress().Replace("example", "bücher", StringComparison.Ordinal), ResetApi.FreshAddress().Replace("example", "xn--bcher-kva", StringComparison.Ordinal));
        await SignUpAsync(unicode);
        await SignUpAsync(punycode);

        await shop.ConfirmAsync(unicode, typed: unicode.Replace("bücher", "xn--bcher-kva", StringComparison.Ordinal));
        await shop.ConfirmAsync(punycode, typed: punycode.Replace("xn--bcher-kva", "bücher", StringComparison.Ordinal));
    }

    [Test]
    public async Task The_customers_own_language_and_shop_are_known_where_the_table_knows_them()
    {
        if (table is not UsersTable.Full) return;
        var address = await SignUpAsync();
        await users.ChangeAsync(shop, address, "locale", "pt_BR");

        var found = await shop.Api.Services.GetRequiredService<AccountStore>().FindAsync(EmailAddress.Parse(address), CancellationToken.None);

        Assert.That((found?.Locale, found?.Storefront), Is.EqualTo(("pt-BR", "default")));
    }

    [Test]
    public async Task The_present_password_and_the_last_one_are_refused_where_the_settings_say_so()
    {
        if (table is not UsersTable.Full) return;
        var address = await SignUpAsync();
        var (first, pass) = await shop.ConfirmAsync(address);
        (await shop.Client.SetPasswordAsync(first.Id, pass, ResetApi.OldPassword)).AssertRefused("password-rejected");
        await shop.Client.SetPasswordAsync(first.Id, pass, ResetApi.GoodPassword);
        shop.Api.Clock.Advance(TimeSpan.FromSeconds(1)); // a ticket of the same moment would be one that this reset ended
        var (second, next) = await shop.ConfirmAsync(address, mail: 3); // the second told of the change

        (await shop.Client.SetPasswordAsync(second.Id, next, ResetApi.OldPassword)).AssertRefused("password-rejected");
        (await shop.Client.SetPasswordAsync(second.Id, next, ResetApi.GoodPassword)).AssertRefused("password-rejected");
        Assert.That((await shop.Client.SetPasswordAsync(second.Id, next, "another Quiet river 43")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_hash_that_is_longer_than_any_of_ours_is_not_remembered()
    {
        if (table is not UsersTable.Full) return;
        var address = ResetApi.FreshAddress();
        await users.AddAsync(shop, address, new string('x', 513));
        var (ticket, pass) = await shop.ConfirmAsync(address);

        var set = await shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That(await shop.ReadAsync<long>("SELECT count(*) FROM reset.password_history WHERE account_id = $1", (await users.ReadAsync(shop, address, users.Key))!), Is.Zero);
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
        await shop.AskInVainAsync(typed + tail);
        Assert.That(shop.Api.SendGrid.Mails.Select(mail => mail.To), Has.None.Contains(tail));

        await SignUpAsync(typed + tail);
        await shop.ConfirmAsync(typed + tail);
    }

    [Test]
    public async Task Accounts_whose_addresses_differ_in_case_alone_get_no_mail_and_raise_an_alert()
    {
        if (!users.FindsAnyCase) return;
        var counted = 0L;
        using var counter = Meters.Listen(shop.Api, "reset.accounts.ambiguous", count => Interlocked.Add(ref counted, count));
        var address = await SignUpAsync();
        await SignUpAsync(address.Replace("ada", "ADA", StringComparison.Ordinal));
        var alert = log.NextAsync("Error ResetService.Accounts.AccountStore: More than one account");

        await shop.AskInVainAsync(address);

        Assert.That((await alert.WaitAsync(TimeSpan.FromSeconds(30))).Contains(address, StringComparison.OrdinalIgnoreCase), Is.False);
        Assert.That(Interlocked.Read(ref counted), Is.EqualTo(1));
        Assert.That(shop.Api.SendGrid.Mails.Select(mail => mail.To), Has.None.EqualTo(address));
    }

    [Test]
    public async Task Of_two_accounts_of_an_address_the_one_that_may_reset_does()
    {
        if (!users.FindsAnyCase || users.Bars is not [var (flag, value), ..]) return;
        var address = await SignUpAsync();
        var barred = await SignUpAsync(address.Replace("ada", "ADA", StringComparison.Ordinal));
        await users.ChangeAsync(shop, barred, flag, value);

        var (ticket, pass) = await shop.ConfirmAsync(address);

        Assert.That((await shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await SignsInAsync(barred, ResetApi.OldPassword), Is.True);
    }

    [Test]
    [Property("Checklist", "T4")]
    public async Task What_would_be_SQL_is_text()
    {
        var bystander = await SignUpAsync();
        var address = await SignUpAsync($"o'or'1'='1'--{ResetApi.FreshAddress()}");

        var (ticket, pass) = await shop.ConfirmAsync(address);
        await shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        Assert.That(await SignsInAsync(address, ResetApi.GoodPassword), Is.True);
        Assert.That(await SignsInAsync(bystander, ResetApi.OldPassword), Is.True);
    }

    private async Task<string> SignUpAsync(string? address = null)
    {
        address ??= ResetApi.FreshAddress();
        await users.AddAsync(shop, address, await HashAsync(ResetApi.OldPassword));
        return address;
    }

    private async Task<string> HashAsync(string password) => (await Hasher.HashAsync(password, CancellationToken.None))!;

    private async Task<bool> SignsInAsync(string address, string password) =>
        await Hasher.VerifyAsync(password, (await users.ReadAsync(shop, address, users.Hash))!, CancellationToken.None) is true;

    private PasswordHasher Hasher => shop.Api.Services.GetRequiredService<PasswordHasher>();
}
