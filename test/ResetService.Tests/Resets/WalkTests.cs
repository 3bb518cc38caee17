using System.Net;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>The main job, from the forgotten password to the sign-in.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class WalkTests(Parts parts) : ResetTest(parts)
{
    [Test]
    public async Task A_customer_who_forgot_the_password_gets_a_new_one()
    {
        var account = await Api.SignUpAsync();

        var ticket = await Client.OpenAsync(account.Email, sendCode: true);
        var mail = await Api.SendGrid.NextMailAsync(account.Email);
        var confirmed = await Client.ConfirmAsync(ticket, mail.Code);
        var set = await Client.SetPasswordAsync(ticket.Id, confirmed["pass"], ResetApi.GoodPassword);

        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.OldPassword), Is.False);
        Assert.That((await Api.ReadAccountAsync(account.Id)).SessionsValidAfter, Is.EqualTo(Api.Clock.GetUtcNow()));

        var changed = await Api.SendGrid.NextMailAsync(account.Email, 2);
        Assert.That(changed.Category, Is.EqualTo("password-changed"));
    }
}
