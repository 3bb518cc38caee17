using System.Net;
using ResetService.Tests.Limits;
using ResetService.Tests.Support;

namespace ResetService.Tests.Accounts;

/// <summary>Accounts whose addresses differ in case alone, in tables that are asked in any case.</summary>
[TestFixture(UsersTable.Plain)]
[TestFixture(UsersTable.Full)]
[TestFixture(UsersTable.CaseInsensitive)]
internal sealed class SameAddressTests(UsersTable table) : ShopAccountsTest(table)
{
    [Test]
    public async Task They_get_no_mail_and_raise_an_alert()
    {
        var counted = 0L;
        using var counter = Meters.Listen(Shop.Api, "reset.accounts.ambiguous", count => Interlocked.Add(ref counted, count));
        var address = await SignUpAsync();
        await SignUpAsync(address.Replace("ada", "ADA", StringComparison.Ordinal));
        var alert = Log.NextAsync("Error ResetService.Accounts.AccountStore: More than one account");

        await Shop.AskInVainAsync(address);

        Assert.That((await alert.WaitAsync(TimeSpan.FromSeconds(30))).Contains(address, StringComparison.OrdinalIgnoreCase), Is.False);
        Assert.That(Interlocked.Read(ref counted), Is.EqualTo(1));
        Assert.That(Shop.Api.SendGrid.Mails.Select(mail => mail.To), Has.None.EqualTo(address));
    }

    [Test]
    public async Task The_one_that_may_reset_does()
    {
        var (flag, value) = Users.Bars[0];
        var address = await SignUpAsync();
        var barred = await SignUpAsync(address.Replace("ada", "ADA", StringComparison.Ordinal));
        await Users.ChangeAsync(Shop, barred, flag, value);

        var (ticket, pass) = await Shop.ConfirmAsync(address);

        Assert.That((await Shop.Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await SignsInAsync(barred, ResetApi.OldPassword), Is.True);
    }
}
