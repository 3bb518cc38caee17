using System.Net;
using Microsoft.EntityFrameworkCore;
using ResetService.Accounts;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>Sessions that the old password began until the last moment are over, although the service's clock is behind and it had to wait.</summary>
[Property("Checklist", "I2")]
internal sealed class OldSessionsTests() : ResetTest(Parts.Real, now: TimeProvider.System.GetUtcNow().AddHours(-1))
{
    [Test]
    public async Task A_session_that_began_while_the_row_was_locked_is_over()
    {
        var account = await Api.SignUpAsync();
        var (ticket, pass) = await ConfirmedAsync(account);

        Task<Answer> setting;
        DateTimeOffset signedIn;
        await using (var shop = await Api.OpenDatabaseAsync())
        {
            await using var transaction = await shop.Database.BeginTransactionAsync();
            await shop.Database.ExecuteSqlAsync($"SELECT FROM reset.accounts WHERE id = {account.Id} FOR UPDATE");
            setting = Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
            await Api.WaitForBlockedQueryAsync();
            signedIn = await TimeAsync(shop);
        }

        var set = await setting;
        var changed = await Api.ReadAccountAsync(account.Id);

        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That(changed.SessionsValidAfter, Is.GreaterThan(signedIn));
        Assert.That((changed.PasswordChangedAt, set.Body.GetProperty("changedAt").GetDateTimeOffset()), Is.EqualTo((changed.SessionsValidAfter, changed.SessionsValidAfter)));
        Assert.That((await Api.SendGrid.NextMailAsync(account.Email, 2)).Category, Is.EqualTo("password-changed"), "at once, although the service's clock is behind");
    }

    private static Task<DateTimeOffset> TimeAsync(AccountsDb db) => db.Database.SqlQuery<DateTimeOffset>($"""SELECT clock_timestamp() AS "Value" """).SingleAsync();
}
