using Microsoft.EntityFrameworkCore;
using ResetService.Tests.Operation;
using ResetService.Tests.Support;

namespace ResetService.Tests.Partners;

internal sealed class KeyCanaryTests() : PartnerTest(Parts.Real)
{
    [Test]
    [Property("Checklist", "P1")]
    public async Task A_key_stands_nowhere_in_Redis_or_the_database()
    {
        var account = await Api.SignUpAsync();
        var ticket = await Erp.OpenAsync(account.Email, sendCode: true);
        var code = (await Api.SendGrid.NextMailAsync(account.Email)).Code;
        var confirmed = await Erp.ConfirmAsync(ticket, code);
        await Erp.SetPasswordAsync(ticket.Id, confirmed["pass"], ResetApi.GoodPassword);
        await Erp.OpenAsync(account.Email);

        var redis = await RedisDump.TakeAsync(Api.Redis!.ConnectionString);
        await using var db = await Api.OpenDatabaseAsync();
        var rows = await db.Database.SqlQuery<string>($"""
            SELECT reset::text AS "Value" FROM reset.password_resets reset UNION ALL SELECT message::text FROM reset.outbox message
            """).ToListAsync();

        Assert.That(redis.Shows("erp"), Is.True, "the ticket's partner does");
        Assert.That(redis.Shows(ErpKey.Text) || redis.Shows(ErpKey.Digest), Is.False);
        Assert.That(rows, Is.Not.Empty.And.None.Contains(ErpKey.Text).And.None.Contains(ErpKey.Digest));
    }
}
