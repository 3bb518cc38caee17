using System.Text.Json;
using ResetService.Accounts;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>No answer tells who has an account, and no mail reaches anyone but its owner.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class PrivacyTests(Parts parts) : StrangerTest(parts)
{
    [Test]
    [Property("Checklist", "A1")]
    [Property("Checklist", "A4")]
    public async Task Whoever_has_an_account_the_whole_walk_answers_alike()
    {
        var known = await Api.SignUpAsync();
        var disabled = await Api.SignUpAsync(change: account => account.Disabled = true);
        var unverified = await Api.SignUpAsync(change: account => account.Verified = false);
        var withSecondFactor = await Api.SignUpAsync(change: account => account.Mfa = true);

        var expected = await WalkAsync(known.Email);

        foreach (var email in new[] { disabled.Email, unverified.Email, withSecondFactor.Email, ResetApi.FreshAddress() })
        {
            Assert.That(await WalkAsync(email), Is.EqualTo(expected));
            Assert.That(Api.SendGrid.Mails.Select(mail => mail.To), Has.None.EqualTo(email));
        }
    }

    [Test]
    [Property("Checklist", "A1")]
    public async Task So_it_does_in_the_caller_s_language_whatever_the_account_s()
    {
        var known = await Api.SignUpAsync(change: account => account.Locale = "cs");
        Client.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("sk");
        try
        {
            var expected = await WalkAsync(known.Email);

            Assert.That(expected, Does.Contain("Kód nie je správny.").And.Contain("Content-Language: sk"));
            Assert.That(await WalkAsync(ResetApi.FreshAddress()), Is.EqualTo(expected));
        }
        finally
        {
            Client.Http.DefaultRequestHeaders.AcceptLanguage.Clear();
        }
    }

    [Test]
    [Property("Checklist", "A5")]
    public async Task A_reset_that_is_never_finished_changes_nothing_on_the_account()
    {
        var account = await Api.SignUpAsync();

        await WalkAsync(account.Email);
        await WalkAsync(account.Email);

        Assert.That(Row(await Api.ReadAccountAsync(account.Id)), Is.EqualTo(Row(account)));
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.OldPassword), Is.True);
    }

    [Test]
    [Property("Checklist", "J1")]
    public async Task Mail_goes_to_the_address_on_file_byte_for_byte()
    {
        var local = $"Ada.{Guid.NewGuid():N}";
        var account = await Api.SignUpAsync($"{local}@Example.com");

        await Client.OpenAsync($" {local.ToLowerInvariant()}@example.COM ", sendCode: true);
        var mail = await Api.SendGrid.NextMailAsync(account.Email);

        Assert.That(mail.To, Is.EqualTo($"{local}@Example.com"));
    }

    [Test]
    [Property("Checklist", "A8")]
    public async Task An_account_with_a_second_factor_stays_as_it_is_and_gets_no_mail()
    {
        var account = await Api.SignUpAsync(change: account => account.Mfa = true);

        await WalkAsync(account.Email);

        Assert.That(Row(await Api.ReadAccountAsync(account.Id)), Is.EqualTo(Row(account)));
        Assert.That(Api.SendGrid.Mails.Select(mail => mail.To), Has.None.EqualTo(account.Email));
    }

    // Kelvin sign, dotted and dotless i, full-width and Cyrillic letters, what is not seen, dots and plus.
    [TestCase("mi\u212Ae", "example.com")]
    [TestCase("m\u0130ke", "example.com")]
    [TestCase("m\u0131ke", "example.com")]
    [TestCase("\uFF4Dike", "example.com")]
    [TestCase("mi\u200Bke", "example.com")]
    [TestCase("mi\u00ADke", "example.com")]
    [TestCase("m.ike", "example.com")]
    [TestCase("mike+x", "example.com")]
    [TestCase("mike", "ex\u0430mple.com")]
    [TestCase("mike", "exampl\uFF45.com")]
    [TestCase("mike", "example.com.")]
    [TestCase("mike", "example\u3002com")]
    [TestCase("mike", "mail.example.com")]
    [Property("Checklist", "J1")]
    [Property("Checklist", "J2")]
    public async Task A_look_alike_gets_no_mail(string local, string domain)
    {
        var tail = $"{Guid.NewGuid():N}";
        var account = await Api.SignUpAsync($"mike{tail}@example.com");

        await Client.CreateTicketAsync(new { email = $"{local}{tail}@{domain}", sendCode = true });
        await AllMailIsDoneAsync();

        Assert.That(Api.SendGrid.Mails.Select(mail => mail.To), Has.None.EqualTo(account.Email).And.None.Contains(tail));
    }

    [Test]
    [Property("Checklist", "J2")]
    public async Task An_account_whose_key_is_not_its_own_address_gets_no_mail()
    {
        var account = await Api.SignUpAsync(change: account => account.Email = $"x{account.Email}");

        await Client.OpenAsync(account.EmailKey, sendCode: true);
        await AllMailIsDoneAsync();

        Assert.That(Api.SendGrid.Mails.Select(mail => mail.To), Has.None.EqualTo(account.Email).And.None.EqualTo(account.EmailKey));
    }

    [Test]
    [Property("Checklist", "A10")]
    public async Task No_answer_of_a_whole_reset_carries_the_code()
    {
        var account = await Api.SignUpAsync();
        var answers = new List<Answer> { await Client.CreateTicketAsync(new { email = account.Email, sendCode = true }) };
        var ticket = new Ticket(answers[0]["id"], answers[0]["token"]);
        var mail = await Api.SendGrid.NextMailAsync(account.Email);

        answers.Add(await Client.ReadAsync(ticket));
        answers.Add(await Client.SendCodeAsync(ticket));
        answers.Add(await Client.ConfirmAsync(ticket, WrongCode(mail.Code)));
        answers.Add(await Client.RequestSupportAsync(ticket, "ada.l@example.org", "My mailbox is gone."));
        answers.Add(await Client.SetPasswordAsync(ticket.Id, ticket.Token, ResetApi.GoodPassword));
        Api.Clock.Advance(TimeSpan.FromMinutes(1));
        answers.Add(await Client.SendCodeAsync(ticket));
        var again = await Api.SendGrid.NextMailAsync(account.Email, 2);
        var confirmed = await Client.ConfirmAsync(ticket, mail.Code);
        answers.Add(confirmed);
        answers.Add(await Client.ConfirmAsync(ticket, mail.Code));
        answers.Add(await Client.ReadAsync(ticket));
        answers.Add(await Client.CheckPasswordAsync(ticket.Id, confirmed["pass"], "monkey"));
        answers.Add(await Client.SetPasswordAsync(ticket.Id, confirmed["pass"], "monkey"));
        answers.Add(await Client.SetPasswordAsync(ticket.Id, confirmed["pass"], ResetApi.GoodPassword));
        answers.Add(await Client.CancelAsync(ticket));

        Assert.That(answers.Select(answer => answer.Problem), Is.EqualTo([
            null, null, "too-many-requests", "wrong-code", null, "code-not-confirmed", null, null, "already-confirmed", null, null, "password-rejected", null, "ticket-not-found"]));
        Assert.That(again.Code, Is.EqualTo(mail.Code));
        Assert.That(answers.Select(answer => answer.Whole()), Has.None.Contains(mail.Code));
    }

    private static string Row(Account account) => JsonSerializer.Serialize(account);
}
