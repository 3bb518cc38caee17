using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Tests.Support;

namespace ResetService.Tests.Accounts;

/// <summary>What only a users table with every column makes possible.</summary>
[TestFixture(UsersTable.Full)]
internal sealed class FullTableTests(UsersTable table) : ShopAccountsTest(table)
{
    [Test]
    public async Task The_customers_own_language_and_shop_are_known_where_the_table_knows_them()
    {
        var address = await SignUpAsync();
        await Users.ChangeAsync(Shop, address, "locale", "pt_BR");

        var found = await Shop.Api.Services.GetRequiredService<AccountStore>().FindAsync(EmailAddress.Parse(address), CancellationToken.None);

        Assert.That((found?.Locale, found?.Storefront), Is.EqualTo(("pt-BR", "default")));
    }

    [Test]
    public async Task The_present_password_and_the_last_one_are_refused_where_the_settings_say_so()
    {
        var address = await SignUpAsync();
        var (first, pass) = await Shop.ConfirmAsync(address);
        (await Shop.Client.SetPasswordAsync(first.Id, pass, ResetApi.OldPassword)).AssertRefused("password-rejected");
        await Shop.Client.SetPasswordAsync(first.Id, pass, ResetApi.GoodPassword);
        Shop.Api.Clock.Advance(TimeSpan.FromSeconds(1)); // a ticket of the same moment would be one that this reset ended
        var (second, next) = await Shop.ConfirmAsync(address, mail: 3); // the second told of the change

        (await Shop.Client.SetPasswordAsync(second.Id, next, ResetApi.OldPassword)).AssertRefused("password-rejected");
        (await Shop.Client.SetPasswordAsync(second.Id, next, ResetApi.GoodPassword)).AssertRefused("password-rejected");
        Assert.That((await Shop.Client.SetPasswordAsync(second.Id, next, "another Quiet river 43")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_hash_that_is_longer_than_any_of_ours_is_not_remembered()
    {
        var address = ResetApi.FreshAddress();
        await Users.AddAsync(Shop, address, new string('x', 513));
        var (ticket, pass) = await Shop.ConfirmAsync(address);

        var set = await Shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That(await Shop.ReadAsync<long>("SELECT count(*) FROM reset.password_history WHERE account_id = $1", (await Users.ReadAsync(Shop, address, Users.Key))!), Is.Zero);
    }
}
