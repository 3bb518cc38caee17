using System.Net;
using Microsoft.AspNetCore.Identity;
using ResetService.Tests.Support;

namespace ResetService.Tests.Accounts;

/// <summary>deploy/beside-aspnet-identity.md, with the real Identity: it signs in with what the service set.</summary>
internal sealed class BesideIdentityTests() : BesideTest("beside-aspnet-identity.md")
{
    private IdentityShop shop = null!;

    [OneTimeTearDown]
    public async Task CloseShop() => await shop.DisposeAsync();

    [Test]
    public async Task Identity_signs_in_with_the_new_password_and_refuses_the_old_one()
    {
        var email = await SignUpAsync();
        Assert.That(await Deployment.VerifyPasswordAsync(email, ResetApi.OldPassword), Is.Zero);

        await SetPasswordAsync(email, ResetApi.GoodPassword);

        using var signedIn = await shop.SignInAsync(email, ResetApi.GoodPassword);
        Assert.That(signedIn, Is.Not.Null);
        Assert.That(await IdentityShop.VisitAsync(signedIn!), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await shop.SignInAsync(email, ResetApi.OldPassword), Is.Null);
        Assert.That((await Deployment.VerifyPasswordAsync(email, ResetApi.GoodPassword), await Deployment.VerifyPasswordAsync(email, ResetApi.OldPassword)), Is.EqualTo((0, 1)));
    }

    [Test]
    [Property("Checklist", "I2")]
    public async Task Identitys_sessions_and_reset_links_from_before_end()
    {
        var email = await SignUpAsync();
        using var browser = await shop.SignInAsync(email, ResetApi.OldPassword);
        var link = "";
        await shop.ChangeAsync(email, async (users, user) =>
        {
            link = await users.GeneratePasswordResetTokenAsync(user);
            return IdentityResult.Success;
        });
        Assert.That(await IdentityShop.VisitAsync(browser!), Is.EqualTo(HttpStatusCode.OK));

        await SetPasswordAsync(email, ResetApi.GoodPassword);

        Assert.That(await IdentityShop.VisitAsync(browser!), Is.Not.EqualTo(HttpStatusCode.OK));
        Assert.That((await shop.ChangeAsync(email, (users, user) => users.ResetPasswordAsync(user, link, "Thief-Passw0rd-1"))).Succeeded, Is.False);
    }

    [Test]
    [Property("Checklist", "A5")]
    public async Task All_else_of_the_account_stays_as_it_was_and_Identity_can_go_on_with_it()
    {
        var email = await SignUpAsync();
        await shop.SignInAsync(email, "wrong");
        var before = await shop.ReadAsync(email);

        await SetPasswordAsync(email, ResetApi.GoodPassword);
        var after = await shop.ReadAsync(email);

        Assert.That((after.AccessFailedCount, after.LockoutEnabled, after.LockoutEnd, after.EmailConfirmed), Is.EqualTo((before.AccessFailedCount, before.LockoutEnabled, before.LockoutEnd, before.EmailConfirmed)));
        Assert.That(after.AccessFailedCount, Is.EqualTo(1));
        Assert.That(after.ConcurrencyStamp, Is.Not.EqualTo(before.ConcurrencyStamp));
        Assert.That((await shop.ChangeAsync(email, (users, user) => users.ChangePasswordAsync(user, ResetApi.GoodPassword, ResetApi.OldPassword))).Succeeded, Is.True);
    }

    [Test]
    [Property("Checklist", "A8")]
    public async Task Unconfirmed_addresses_and_second_factors_get_no_mail()
    {
        var (unconfirmed, withSecondFactor) = (await SignUpAsync(), await SignUpAsync());
        await shop.ChangeAsync(unconfirmed, (users, user) =>
        {
            user.EmailConfirmed = false;
            return users.UpdateAsync(user);
        });
        await shop.ChangeAsync(withSecondFactor, (users, user) => users.SetTwoFactorEnabledAsync(user, true));

        foreach (var email in new[] { unconfirmed, withSecondFactor }) await Client.OpenAsync(email, sendCode: true);
        await Assert.ThatAsync(Deployment.WaitingMailsAsync, Is.Zero.After(10_000, 50));

        Assert.That(Deployment.SendGrid.Mails.Select(mail => mail.To), Has.None.EqualTo(unconfirmed).And.None.EqualTo(withSecondFactor));
    }

    [TestCase("""UPDATE "AspNetUsers" SET "Email" = 'x'""")]
    [TestCase("""UPDATE "AspNetUsers" SET "LockoutEnd" = NULL""")]
    [TestCase("""SELECT "PhoneNumber" FROM "AspNetUsers" """)]
    [TestCase("""SELECT * FROM "AspNetUserClaims" """)]
    [TestCase("""DELETE FROM "AspNetUsers" """)]
    [Property("Checklist", "T4")]
    public Task What_the_service_never_does_is_denied_to_it(string sql) => AssertDeniedAsync(sql);

    protected override async Task OpenShopAsync() => shop = await IdentityShop.OpenAsync(Database);

    private async Task<string> SignUpAsync()
    {
        var email = ResetApi.FreshAddress();
        await shop.SignUpAsync(email, ResetApi.OldPassword);
        return email;
    }
}
