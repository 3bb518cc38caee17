using Microsoft.EntityFrameworkCore;
using ResetService.Tests.Limits;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>A table that lost its unique key can hold two accounts of one address: nobody may guess whose mailbox that is.</summary>
internal sealed class AmbiguousAddressTests
{
    [Test]
    public async Task Two_accounts_of_one_address_get_no_mail_and_raise_an_alert()
    {
        using var log = new WholeLog();
        await using var api = await ResetApi.StartAsync(Parts.Real, log: log);
        var counted = 0L;
        using var counter = Meters.Listen(api, "reset.accounts.ambiguous", count => Interlocked.Add(ref counted, count));
        await using (var db = await api.OpenDatabaseAsync()) await db.Database.ExecuteSqlAsync($"DROP INDEX reset.ux_accounts_email_key");
        var account = await api.SignUpAsync();
        await api.SignUpAsync(account.Email);
        using var http = api.CreateClient();
        var alert = log.NextAsync("Error ResetService.Accounts.AccountStore: More than one account");

        await new ResetClient(http).OpenAsync(account.Email, sendCode: true);

        Assert.That(await alert.WaitAsync(TimeSpan.FromSeconds(30)), Does.Not.Contain(account.Email));
        Assert.That(Interlocked.Read(ref counted), Is.EqualTo(1));
        Assert.That(api.SendGrid.Mails, Is.Empty);
    }
}
