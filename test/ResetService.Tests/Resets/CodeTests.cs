using System.Net;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>Steps 2 and 3: the code is mailed, and buys a pass.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class CodeTests(Parts parts) : ResetTest(parts)
{
    [Test]
    public async Task The_answer_says_what_was_mailed_and_the_mail_says_the_same()
    {
        var account = await Api.SignUpAsync();
        var ticket = await Client.OpenAsync(account.Email);

        var sent = await Client.SendCodeAsync(ticket);
        var mail = await Api.SendGrid.NextMailAsync(account.Email);

        Assert.That(sent.Status, Is.EqualTo(HttpStatusCode.Accepted), sent.Text);
        Assert.That(sent.Members, Is.EqualTo("kind sentTo reference codeLength expiresAt resendAt sendsLeft"));
        Assert.That((sent["kind"], sent["sentTo"], sent["reference"]), Is.EqualTo(("code", $"{account.Email[0]}***@example.com", mail.Reference)));
        Assert.That(sent.Body.GetProperty("codeLength").GetInt32(), Is.EqualTo(mail.Code.Length));
        Assert.That(sent.Body.GetProperty("expiresAt").GetDateTimeOffset(), Is.EqualTo(Api.Clock.GetUtcNow().AddMinutes(10)));
        Assert.That(sent.Body.GetProperty("resendAt").GetDateTimeOffset(), Is.EqualTo(Api.Clock.GetUtcNow().AddMinutes(1)));
        Assert.That(sent.Body.GetProperty("sendsLeft").GetInt32(), Is.EqualTo(2));
        Assert.That(mail.Text, Does.Contain(mail.Reference).And.Contain("10 minutes"));
    }

    [Test]
    [Property("Checklist", "M1")]
    [Property("Checklist", "M2")]
    public async Task A_resend_waits_a_minute_and_brings_the_same_code()
    {
        var account = await Api.SignUpAsync();
        var (ticket, first) = await MailedAsync(account);

        var early = await Client.SendCodeAsync(ticket);
        Api.Clock.Advance(TimeSpan.FromMinutes(1));
        var again = await Client.SendCodeAsync(ticket);
        var second = await Api.SendGrid.NextMailAsync(account.Email, 2);

        early.AssertTooMany("resend", quota: 1, window: TimeSpan.FromMinutes(1), wait: TimeSpan.FromMinutes(1));
        Assert.That(again["reference"], Is.EqualTo(first.Reference));
        Assert.That(second.Code, Is.EqualTo(first.Code));
        Assert.That(second.Text, Does.Contain("9 minutes"));
    }

    [Test]
    public async Task A_ticket_mails_three_times_and_no_more()
    {
        var ticket = await Client.OpenAsync(ResetApi.FreshAddress(), sendCode: true);

        for (var i = 0; i < 2; i++)
        {
            Api.Clock.Advance(TimeSpan.FromMinutes(1));
            Assert.That((await Client.SendCodeAsync(ticket)).Status, Is.EqualTo(HttpStatusCode.Accepted));
        }

        Api.Clock.Advance(TimeSpan.FromMinutes(1));
        (await Client.SendCodeAsync(ticket)).AssertTooMany("ticket-mails", quota: 3, window: TimeSpan.FromMinutes(20), wait: TimeSpan.FromMinutes(17));
    }

    [Test]
    [Property("Checklist", "A6")]
    public async Task One_network_gets_half_of_the_mails_an_address_has_in_an_hour()
    {
        var email = ResetApi.FreshAddress();

        for (var i = 0; i < 3; i++) await Client.OpenAsync(email, sendCode: true);
        var fourth = await Client.CreateTicketAsync(new { email, sendCode = true });

        fourth.AssertTooMany("address-mails-hour", quota: 6, window: TimeSpan.FromHours(1), wait: TimeSpan.FromHours(1));
    }

    [Test]
    public async Task The_right_code_buys_a_pass_and_says_what_the_password_must_be_like()
    {
        var (ticket, mail) = await MailedAsync(await Api.SignUpAsync());

        var confirmed = await Client.ConfirmAsync(ticket, mail.Code);

        Assert.That(confirmed.Status, Is.EqualTo(HttpStatusCode.OK), confirmed.Text);
        Assert.That(confirmed.Members, Is.EqualTo("pass expiresAt passwordPolicy"));
        Assert.That(confirmed["pass"], Does.Match(@"\A[\w-]{43}\z").And.Not.EqualTo(ticket.Token));
        Assert.That(confirmed.Body.GetProperty("expiresAt").GetDateTimeOffset(), Is.EqualTo(Api.Clock.GetUtcNow().AddMinutes(10)));
        Assert.That(confirmed.Body.GetProperty("passwordPolicy").GetRawText(), Is.EqualTo("""{"minLength":8,"maxLength":256,"mixBelow":15,"minScore":3}"""));
        Assert.That(confirmed.Header("Cache-Control"), Is.EqualTo("no-store"));
    }

    [TestCase("{0} {1}")]
    [TestCase(" {0}-{1} ")]
    [TestCase("{0}\u00a0\u2013\u00a0{1}")]
    [TestCase("{0}{1}", '\uff10')]
    [TestCase("{0} {1}", '\u0660')]
    [TestCase("{0}{1}", '\u06f0')]
    [Property("Checklist", "C2")]
    public async Task A_code_is_right_as_people_type_it(string form, char zero = '0')
    {
        var (ticket, mail) = await MailedAsync(await Api.SignUpAsync());
        var digits = string.Concat(mail.Code.Select(digit => (char)(zero + (digit - '0'))));

        var confirmed = await Client.ConfirmAsync(ticket, string.Format(null, form, digits[..3], digits[3..]));

        Assert.That(confirmed.Status, Is.EqualTo(HttpStatusCode.OK), confirmed.Text);
    }

    [TestCase("""{"code":123456}""")]
    [TestCase("""{"code":12345.6}""")]
    [TestCase("""{"code":"12345"}""")]
    [TestCase("""{"code":"1234567"}""")]
    [TestCase("""{"code":"123456\n"}""")]
    [TestCase("""{"code":"\r\n123456"}""")]
    [TestCase("""{"code":"12345a"}""")]
    [TestCase("""{"code":"12345\u00b2"}""")]
    [TestCase("""{"code":"\u0000123456"}""")]
    [TestCase("""{"code":""}""")]
    [TestCase("""{"code":null}""")]
    [TestCase("""{"code":["123456"]}""")]
    [Property("Checklist", "C2")]
    public async Task What_can_not_be_a_code_is_400_and_costs_no_try(string body)
    {
        var ticket = await Client.OpenAsync(ResetApi.FreshAddress(), sendCode: true);

        var refused = await Client.SendTextAsync(HttpMethod.Post, $"v1/reset-tickets/{ticket.Id}/confirmation", body, ticket.Token);

        refused.AssertInvalid("code");
        Assert.That((await Client.ReadAsync(ticket)).Body.GetProperty("attemptsLeft").GetInt32(), Is.EqualTo(5));
    }

    [Test]
    [Property("Checklist", "A7")]
    public async Task Before_sendCode_there_is_no_code_to_confirm()
    {
        var ticket = await Client.OpenAsync(ResetApi.FreshAddress());

        (await Client.ConfirmAsync(ticket, "123456")).AssertRefused("code-not-requested");
    }

    [Test]
    [Property("Checklist", "D1")]
    public async Task After_five_wrong_codes_even_the_right_one_is_not_compared()
    {
        var (ticket, mail) = await MailedAsync(await Api.SignUpAsync());

        for (var left = 4; left >= 0; left--)
        {
            var wrong = await Client.ConfirmAsync(ticket, WrongCode(mail.Code));
            wrong.AssertRefused("wrong-code");
            Assert.That(wrong.Body.GetProperty("attemptsLeft").GetInt32(), Is.EqualTo(left));
        }

        (await Client.ConfirmAsync(ticket, mail.Code)).AssertRefused("ticket-locked");
        Api.Clock.Advance(TimeSpan.FromMinutes(1));
        (await Client.SendCodeAsync(ticket)).AssertRefused("ticket-locked");
    }

    [Test]
    [Property("Checklist", "C4")]
    public async Task A_code_works_once()
    {
        var (ticket, mail) = await MailedAsync(await Api.SignUpAsync());

        await Client.ConfirmAsync(ticket, mail.Code);

        (await Client.ConfirmAsync(ticket, mail.Code)).AssertRefused("already-confirmed");
        (await Client.SendCodeAsync(ticket)).AssertRefused("already-confirmed");
    }

    [Test]
    [Property("Checklist", "C5")]
    public async Task A_code_is_right_for_its_own_ticket_alone()
    {
        var account = await Api.SignUpAsync();
        var (first, firstMail) = await MailedAsync(account);
        var (second, secondMail) = await MailedAsync(account);
        Assume.That(firstMail.Code, Is.Not.EqualTo(secondMail.Code));

        (await Client.ConfirmAsync(second, firstMail.Code)).AssertRefused("wrong-code");
        (await Client.ConfirmAsync(first with { Token = second.Token }, firstMail.Code)).AssertRefused("ticket-not-found");
    }

    [Test]
    [Property("Checklist", "C3")]
    public async Task A_code_is_right_until_its_tenth_minute_ends()
    {
        var (inTime, inTimeMail) = await MailedAsync(await Api.SignUpAsync());
        var (late, lateMail) = await MailedAsync(await Api.SignUpAsync());

        Api.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        var right = await Client.ConfirmAsync(inTime, inTimeMail.Code);
        Api.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var wrong = await Client.ConfirmAsync(late, lateMail.Code);

        Assert.That(right.Status, Is.EqualTo(HttpStatusCode.OK), right.Text);
        wrong.AssertRefused("wrong-code");
    }
}
