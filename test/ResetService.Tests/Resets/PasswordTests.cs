using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ResetService.Accounts;
using ResetService.Passwords;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>Step 4: the pass sets one password, and what follows from it.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class PasswordTests(Parts parts) : ResetTest(parts)
{
    [Test]
    [Property("Checklist", "A9")]
    [Property("Checklist", "I2")]
    public async Task A_set_password_ends_the_old_sessions_and_signs_nobody_in()
    {
        var account = await Api.SignUpAsync();
        var (ticket, pass) = await ConfirmedAsync(account);

        var set = await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        var changed = await Api.ReadAccountAsync(account.Id);

        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That(set.Members, Is.EqualTo("changedAt signInUrl"));
        Assert.That(set["signInUrl"], Is.EqualTo("https://shop.example.com/sign-in"));
        Assert.That(set.Header("Set-Cookie"), Is.Empty);
        Assert.That(set.Header("Cache-Control"), Is.EqualTo("no-store"));
        Assert.That(changed.SecurityStamp, Is.Not.EqualTo(account.SecurityStamp));
        Assert.That(changed.SessionsValidAfter, Is.EqualTo(set.Body.GetProperty("changedAt").GetDateTimeOffset()));
        Assert.That(changed.PasswordChangedAt, Is.EqualTo(changed.SessionsValidAfter));
    }

    [Test]
    [Property("Checklist", "I1")]
    public async Task The_owner_is_told_of_the_change_without_code_or_password()
    {
        var account = await Api.SignUpAsync();
        var (ticket, code) = await MailedAsync(account);
        var confirmed = await Client.ConfirmAsync(ticket, code.Code);

        await Client.SetPasswordAsync(ticket.Id, confirmed["pass"], ResetApi.GoodPassword);
        var mail = await Api.SendGrid.NextMailAsync(account.Email, 2);

        Assert.That(mail.Category, Is.EqualTo("password-changed"));
        Assert.That(mail.Text, Does.Contain("write to us at once: support@shop.example.com"));
        foreach (var secret in new[] { code.Code, confirmed["pass"], ticket.Token, ResetApi.GoodPassword }) Assert.That(mail.Raw, Does.Not.Contain(secret));
    }

    [Test]
    [Property("Checklist", "G8")]
    public async Task Two_passwords_that_differ_change_nothing_and_cost_nothing()
    {
        var account = await Api.SignUpAsync();
        var (ticket, pass) = await ConfirmedAsync(account);
        var path = $"v1/reset-tickets/{ticket.Id}/password";

        for (var i = 0; i < 12; i++) (await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword, $"{ResetApi.GoodPassword} ")).AssertInvalid("passwordRepeat");
        (await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword, ResetApi.GoodPassword.ToUpperInvariant())).AssertInvalid("passwordRepeat");
        (await Client.SendTextAsync(HttpMethod.Put, path, """{"password":"a Quiet river 42 runs"}""", pass)).AssertRefused("invalid-request");
        (await Client.SendTextAsync(HttpMethod.Put, path, """{"password":"a Quiet river 42 runs","passwordRepeat":null}""", pass)).AssertInvalid("passwordRepeat");
        var set = await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
    }

    [Test]
    [Property("Checklist", "G6")]
    public async Task A_weak_password_is_refused_with_its_reasons_and_the_pass_lives_on()
    {
        var account = await Api.SignUpAsync();
        var (ticket, pass) = await ConfirmedAsync(account);

        var weak = await Client.SetPasswordAsync(ticket.Id, pass, "monkey");
        var address = await Client.SetPasswordAsync(ticket.Id, pass, account.Email.ToUpperInvariant());
        var set = await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        weak.AssertRefused("password-rejected");
        Assert.That(Reasons(weak), Does.Contain("too-short").And.Contain("needs-digit").And.Contain("needs-uppercase"));
        Assert.That(weak.Body.GetProperty("reasons")[0].GetProperty("message").GetString(), Is.Not.Empty);
        Assert.That(Reasons(address), Does.Contain("is-address"));
        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
    }

    [Test]
    public async Task The_same_call_again_gets_the_same_answer_and_another_password_does_not()
    {
        var account = await Api.SignUpAsync();
        var (ticket, pass) = await ConfirmedAsync(account);

        var first = await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        Api.Clock.Advance(TimeSpan.FromMinutes(9));
        var again = await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        var other = await Client.SetPasswordAsync(ticket.Id, pass, "another Quiet river 43");
        Api.Clock.Advance(TimeSpan.FromMinutes(1));
        var late = await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        Assert.That(again.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(again.Text, Is.EqualTo(first.Text));
        other.AssertRefused("ticket-not-found");
        late.AssertRefused("ticket-not-found");
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
    }

    [Test]
    [Property("Checklist", "H6")]
    public async Task A_spent_pass_tries_ten_passwords_more_from_whatever_client()
    {
        var gate = Api.Services.GetRequiredService<PasswordHasher>().Gate;
        var (ticket, pass) = await ConfirmedAsync(await Api.SignUpAsync());
        var set = await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        using var elsewhere = Api.CreateClientFrom("127.0.9.1");
        var other = new ResetClient(elsewhere);
        var (minute, minutes) = (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));

        for (var i = 0; i < 9; i++) (await Client.SetPasswordAsync(ticket.Id, pass, $"another Quiet river {i}")).AssertRefused("ticket-not-found");
        var again = await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        var verified = gate.GetStatistics()!.TotalSuccessfulLeases;
        foreach (var client in new[] { Client, other, Client })
            (await client.SetPasswordAsync(ticket.Id, pass, "another Quiet river 43")).AssertTooMany("password-sets", quota: 10, window: minutes, wait: minute);

        Assert.That((again.Status, again.Text), Is.EqualTo((HttpStatusCode.OK, set.Text)));
        Assert.That(gate.GetStatistics()!.TotalSuccessfulLeases, Is.EqualTo(verified), "hashes that were made");
    }

    [TestCase("a")]
    [TestCase("😀")]
    [Property("Checklist", "H5")]
    public async Task No_hash_is_made_of_a_password_that_is_too_long(string character)
    {
        var gate = Api.Services.GetRequiredService<PasswordHasher>().Gate;
        var (ticket, pass) = await ConfirmedAsync(await Api.SignUpAsync());
        var (longest, tooLong) = (Repeated(236), Repeated(237)); // 256 and 257 with what stands before them

        var before = gate.GetStatistics()!.TotalSuccessfulLeases;
        foreach (var each in new[] { tooLong, Repeated(600) }) Assert.That(Reasons(await Client.SetPasswordAsync(ticket.Id, pass, each)), Is.EqualTo(["too-long"]));
        var refused = gate.GetStatistics()!.TotalSuccessfulLeases;
        var set = await Client.SetPasswordAsync(ticket.Id, pass, longest);
        var hashed = gate.GetStatistics()!.TotalSuccessfulLeases;
        foreach (var each in new[] { tooLong, Repeated(600) }) (await Client.SetPasswordAsync(ticket.Id, pass, each)).AssertRefused("ticket-not-found");
        var spent = gate.GetStatistics()!.TotalSuccessfulLeases;

        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That((refused, spent), Is.EqualTo((before, hashed)), "hashes that were made");
        Assert.That((await Client.SetPasswordAsync(ticket.Id, pass, longest)).Text, Is.EqualTo(set.Text));

        string Repeated(int times) => $"a Quiet river 42 run{string.Concat(Enumerable.Repeat(character, times))}";
    }

    [Test]
    public async Task Who_never_held_the_pass_is_not_counted()
    {
        var account = await Api.SignUpAsync();
        var (ticket, pass) = await ConfirmedAsync(account);
        await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        var (_, stranger) = await ConfirmedAsync(await Api.SignUpAsync());

        foreach (var secret in new[] { stranger, ticket.Token })
            for (var i = 0; i < 12; i++) (await Client.SetPasswordAsync(ticket.Id, secret, ResetApi.GoodPassword)).AssertRefused("ticket-not-found");

        Assert.That((await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    [Property("Checklist", "C7")]
    public async Task A_completed_reset_ends_the_other_tickets_of_its_account()
    {
        var account = await Api.SignUpAsync();
        var (requested, requestedMail) = await MailedAsync(account);
        var (confirmed, confirmedPass) = await ConfirmedAsync(account);
        var (winner, winnersPass) = await ConfirmedAsync(account);

        await Client.SetPasswordAsync(winner.Id, winnersPass, ResetApi.GoodPassword);

        (await Client.SetPasswordAsync(confirmed.Id, confirmedPass, "another Quiet river 43")).AssertRefused("ticket-not-found");
        (await Client.CheckPasswordAsync(confirmed.Id, confirmedPass, "another Quiet river 43")).AssertRefused("ticket-not-found");
        (await Client.ConfirmAsync(requested, requestedMail.Code)).AssertRefused("wrong-code");
        Assert.That((await Client.ReadAsync(requested))["state"], Is.EqualTo("codeRequested")); // as an unknown address's does
        (await Client.ReadAsync(winner)).AssertRefused("ticket-not-found");
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
    }

    [Test]
    public async Task A_password_changed_elsewhere_ends_the_open_tickets_too()
    {
        var account = await Api.SignUpAsync();
        var (ticket, pass) = await ConfirmedAsync(account);

        await using (var db = await Api.OpenDatabaseAsync())
        {
            (await db.Accounts.FindAsync(account.Id))!.SecurityStamp = Account.DrawStamp();
            await db.SaveChangesAsync();
        }

        (await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword)).AssertRefused("ticket-not-found");
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.OldPassword), Is.True);
    }

    [Test]
    [Property("Checklist", "A8")]
    public async Task A_second_factor_that_came_after_the_mail_is_not_got_around()
    {
        var account = await Api.SignUpAsync();
        var (ticket, pass) = await ConfirmedAsync(account);

        await using (var db = await Api.OpenDatabaseAsync())
        {
            (await db.Accounts.FindAsync(account.Id))!.Mfa = true;
            await db.SaveChangesAsync();
        }

        (await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword)).AssertRefused("ticket-not-found");
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.OldPassword), Is.True);
    }

    [Test]
    [Property("Checklist", "A7")]
    [Property("Checklist", "F3")]
    public async Task Each_secret_opens_its_own_step_and_no_other()
    {
        var account = await Api.SignUpAsync();
        var (requested, mail) = await MailedAsync(account);
        var (ticket, pass) = await ConfirmedAsync(account);
        var foreign = await ConfirmedAsync(await Api.SignUpAsync());

        foreach (var (id, secret, code) in new[]
        {
            (requested.Id, requested.Token, "code-not-confirmed"), (ticket.Id, ticket.Token, "code-not-confirmed"),
            (requested.Id, pass, "ticket-not-found"), (ticket.Id, foreign.Pass, "ticket-not-found"), (foreign.Ticket.Id, pass, "ticket-not-found"),
        })
        {
            (await Client.SetPasswordAsync(id, secret, ResetApi.GoodPassword)).AssertRefused(code);
            (await Client.CheckPasswordAsync(id, secret, ResetApi.GoodPassword)).AssertRefused(code);
        }

        (await Client.SetPasswordAsync(ticket.Id, ticket.Id, ResetApi.GoodPassword)).AssertRefused("invalid-token");
        var passForToken = ticket with { Token = pass };
        (await Client.ReadAsync(passForToken)).AssertRefused("ticket-not-found");
        (await Client.SendCodeAsync(passForToken)).AssertRefused("ticket-not-found");
        (await Client.ConfirmAsync(passForToken, mail.Code)).AssertRefused("ticket-not-found");
        (await Client.CancelAsync(passForToken)).AssertRefused("ticket-not-found");
        (await Client.ConfirmLinkAsync(ticket.Id, pass)).AssertRefused("ticket-not-found");
        (await Client.ConfirmLinkAsync(requested.Id, requested.Token)).AssertRefused("ticket-not-found");
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.OldPassword), Is.True);
    }

    [TestCase("userId")]
    [TestCase("email")]
    [TestCase("isAdmin")]
    [TestCase("Password")]
    [Property("Checklist", "F4")]
    [Property("Checklist", "L5")]
    public async Task Nobody_can_name_another_account_in_a_body(string member)
    {
        var account = await Api.SignUpAsync();
        var victim = await Api.SignUpAsync();
        var (requested, mail) = await MailedAsync(account);
        var (ticket, pass) = await ConfirmedAsync(account);

        var confirmation = $$"""{"code":"{{mail.Code}}","{{member}}":"{{victim.Id}}"}""";
        (await Client.SendTextAsync(HttpMethod.Post, $"v1/reset-tickets/{requested.Id}/confirmation", confirmation, requested.Token)).AssertInvalid(member);
        var password = $$"""{"password":"{{ResetApi.GoodPassword}}","passwordRepeat":"{{ResetApi.GoodPassword}}","{{member}}":"{{victim.Id}}"}""";
        (await Client.SendTextAsync(HttpMethod.Put, $"v1/reset-tickets/{ticket.Id}/password", password, pass)).AssertInvalid(member);

        Assert.That(await Api.SignsInAsync(victim.Id, ResetApi.OldPassword), Is.True);
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.OldPassword), Is.True);
    }

    [Test]
    public async Task A_password_can_be_checked_before_it_is_set()
    {
        var (ticket, pass) = await ConfirmedAsync(await Api.SignUpAsync());

        var good = await Client.CheckPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        var bad = await Client.CheckPasswordAsync(ticket.Id, pass, "example shop");

        Assert.That(good.Text, Is.EqualTo("""{"acceptable":true,"score":4,"reasons":[],"advice":[]}"""));
        Assert.That(bad.Body.GetProperty("acceptable").GetBoolean(), Is.False);
        Assert.That(Reasons(bad), Does.Contain("is-shop-name"));
        Assert.That(bad.Body.GetProperty("advice").GetArrayLength(), Is.Positive);
    }

    [Test]
    public async Task A_pass_checks_sixty_passwords_and_tries_ten()
    {
        var (ticket, pass) = await ConfirmedAsync(await Api.SignUpAsync());
        var minutes = TimeSpan.FromMinutes(10);

        for (var i = 0; i < 60; i++) Assert.That((await Client.CheckPasswordAsync(ticket.Id, pass, "x")).Status, Is.EqualTo(HttpStatusCode.OK));
        for (var i = 0; i < 10; i++) (await Client.SetPasswordAsync(ticket.Id, pass, "x")).AssertRefused("password-rejected");

        (await Client.CheckPasswordAsync(ticket.Id, pass, "x")).AssertTooMany("password-checks", quota: 60, window: minutes, wait: minutes);
        (await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword)).AssertTooMany("password-sets", quota: 10, window: minutes, wait: minutes);
    }

    [Test]
    public async Task A_history_that_is_switched_off_is_forgotten()
    {
        var account = await Api.SignUpAsync();
        await Api.RememberAsync(account, "newer", "older");
        var (ticket, pass) = await ConfirmedAsync(account);

        await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        Assert.That(await Api.RememberedAsync(account), Is.All.Empty);
    }

    [Test]
    [Property("Checklist", "G9")]
    public async Task A_NUL_in_a_password_counts_and_ends_nothing()
    {
        var account = await Api.SignUpAsync();
        var (ticket, pass) = await ConfirmedAsync(account);

        var set = await Client.SetPasswordAsync(ticket.Id, pass, "a Quiet river 42\0runs deep");

        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That(await Api.SignsInAsync(account.Id, "a Quiet river 42\0runs deep"), Is.True);
        Assert.That(await Api.SignsInAsync(account.Id, "a Quiet river 42"), Is.False);
    }

    [TestCase(@"\ud800")]
    [TestCase(@"a Quiet river 42 \udc00 runs")]
    [Property("Checklist", "G9")]
    public async Task A_password_that_is_no_Unicode_is_400(string password)
    {
        var (ticket, pass) = await ConfirmedAsync(await Api.SignUpAsync());

        var refused = await Client.SendTextAsync(HttpMethod.Put, $"v1/reset-tickets/{ticket.Id}/password",
            $$"""{"password":"{{password}}","passwordRepeat":"{{password}}"}""", pass);

        refused.AssertInvalid("password");
    }

    private static IEnumerable<string> Reasons(Answer answer) => answer.Body.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString()!);
}
