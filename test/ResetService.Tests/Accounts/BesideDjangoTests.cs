using ResetService.Tests.Support;

namespace ResetService.Tests.Accounts;

/// <summary>deploy/beside-django.md, with Debian's Django: it signs in with what the service set, in either of its formats.</summary>
[TestFixture("django-pbkdf2-sha256")]
[TestFixture("django-argon2")]
internal sealed class BesideDjangoTests(string format) : BesideTest("beside-django.md", ("Passwords__Format", format))
{
    private DjangoShop shop = null!;

    [Test]
    [Property("Checklist", "I2")]
    public async Task Django_signs_in_with_the_new_password_and_ends_what_hung_on_the_old_one()
    {
        var email = ResetApi.FreshAddress();
        var before = await shop.AskAsync(
            new { sign_up = email, email, password = ResetApi.OldPassword }, new { sign_in = email, password = ResetApi.OldPassword }, new { reset_link = email });
        var (session, link) = (before[1].GetString(), before[2].GetString());
        Assert.That(await Deployment.VerifyPasswordAsync(email, ResetApi.OldPassword), Is.Zero);

        await SetPasswordAsync(email, ResetApi.GoodPassword);

        Assert.That((await Deployment.VerifyPasswordAsync(email, ResetApi.GoodPassword), await Deployment.VerifyPasswordAsync(email, ResetApi.OldPassword)), Is.EqualTo((0, 1)));
        var after = await shop.AskAsync(
            new { who = session }, new { takes_reset_link = email, token = link }, new { sign_in = email, password = ResetApi.OldPassword }, new { sign_in = email, password = ResetApi.GoodPassword });
        Assert.That(after.Select(answer => $"{answer}").Take(3), Is.EqualTo(["", "False", ""]));
        Assert.That($"{(await shop.AskAsync(new { who = after[3].GetString() }))[0]}", Is.EqualTo(email));

        // Django has made the hash anew, at its own cost: it is still the same password.
        Assert.That(await Deployment.VerifyPasswordAsync(email, ResetApi.GoodPassword), Is.Zero);
    }

    [Test]
    public async Task Customers_who_are_not_active_or_have_no_usable_password_get_no_mail()
    {
        var (inactive, external) = (ResetApi.FreshAddress(), ResetApi.FreshAddress());
        await shop.AskAsync(new { sign_up = inactive, email = inactive, password = ResetApi.OldPassword }, new { sign_up = external, email = external, password = (string?)null });
        await RunAsync(Database, $"UPDATE auth_user SET is_active = false WHERE email = '{inactive}'");

        foreach (var email in new[] { inactive, external }) await Client.OpenAsync(email, sendCode: true);
        await Assert.ThatAsync(Deployment.WaitingMailsAsync, Is.Zero.After(10_000, 50));

        Assert.That(Deployment.SendGrid.Mails.Select(mail => mail.To), Has.None.EqualTo(inactive).And.None.EqualTo(external));
    }

    [Test]
    public async Task Of_two_customers_with_one_address_neither_gets_mail()
    {
        var email = ResetApi.FreshAddress();
        await shop.AskAsync(new { sign_up = $"1{email}", email, password = ResetApi.OldPassword }, new { sign_up = $"2{email}", email = email.ToUpperInvariant(), password = ResetApi.OldPassword });

        await Client.OpenAsync(email, sendCode: true);
        await Assert.ThatAsync(Deployment.WaitingMailsAsync, Is.Zero.After(10_000, 50));

        Assert.That(Deployment.SendGrid.Mails.Select(mail => mail.To), Has.None.EqualTo(email).IgnoreCase);
    }

    [TestCase("UPDATE auth_user SET email = 'x'")]
    [TestCase("UPDATE auth_user SET is_superuser = true")]
    [TestCase("SELECT username FROM auth_user")]
    [TestCase("SELECT * FROM django_session")]
    [TestCase("DELETE FROM auth_user")]
    [Property("Checklist", "T4")]
    public Task What_the_service_never_does_is_denied_to_it(string sql) => AssertDeniedAsync(sql);

    protected override async Task OpenShopAsync()
    {
        shop = new DjangoShop(Database);
        await shop.MigrateAsync();
        await RunAsync(Database, Block("index"));
    }
}
