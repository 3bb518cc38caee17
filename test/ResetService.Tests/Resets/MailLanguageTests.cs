using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using ResetService.Languages;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>Mails speak the customer's language, look like the customer's shop, and tell what happened.</summary>
internal sealed class MailLanguageTests() : ResetTest(Parts.Embedded, Settings)
{
    private const string Template = "d-0123456789abcdef0123456789abcdef";

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Storefronts:default:CodeInSubject"] = "true",
        ["Storefronts:dynamic:Name"] = "Tea House",
        ["Storefronts:dynamic:SignInUrl"] = "https://tea.example.com/sign-in",
        ["Storefronts:dynamic:Sender"] = "no-reply@tea.example.com",
        ["Storefronts:dynamic:SupportEmail"] = "support@tea.example.com",
        ["Storefronts:dynamic:Templates:password-reset-code:en"] = Template,
        ["Storefronts:slavic:Name"] = "Tea House",
        ["Storefronts:slavic:SignInUrl"] = "https://tea.example.com/slavic",
        ["Storefronts:slavic:Sender"] = "no-reply@tea.example.com",
        ["Storefronts:slavic:SupportEmail"] = "help@tea.example.com",
        ["Storefronts:slavic:Locales:0"] = "pl",
        ["Storefronts:slavic:Locales:1"] = "sk",
        ["Storefronts:slavic:Locales:2"] = "cs",
        ["Storefronts:sk:Name"] = "Čajovňa",
        ["Storefronts:sk:SignInUrl"] = "https://tea.example.com/sk",
        ["Storefronts:sk:Sender"] = "no-reply@tea.example.com",
        ["Storefronts:sk:SupportEmail"] = "podpora@tea.example.com",
        ["Storefronts:sk:Locales:0"] = "sk",
        ["Storefronts:sk:Locales:1"] = "cs",
        ["Storefronts:sk:Locales:2"] = "ar",
    };

    [TestCase("cs", "ar", "cs", ExpectedResult = "Váš kód pro Čajovňa")]
    [TestCase("tlh", "cs", "ar", ExpectedResult = "Váš kód pro Čajovňa")]
    [TestCase(null, "cs-CZ", "ar", ExpectedResult = "Váš kód pro Čajovňa")]
    [TestCase(null, "de", "de, cs;q=0.5", ExpectedResult = "Váš kód pro Čajovňa")]
    [TestCase(null, null, "cs", ExpectedResult = "Váš kód pro Čajovňa")]
    [TestCase(null, null, "de, en;q=0.5", ExpectedResult = "Váš kód pre Čajovňa")]
    [TestCase(null, null, null, ExpectedResult = "Váš kód pre Čajovňa")]
    [TestCase(null, "ar", null, ExpectedResult = "رمزك لدى \u2068Čajovňa\u2069")]
    public async Task<string> A_mail_speaks_the_account_s_language_else_the_ticket_s_else_the_shop_s(string? own, string? asked, string? accepted)
    {
        var account = await Api.SignUpAsync(change: account => account.Locale = own);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/reset-tickets", UriKind.Relative))
        {
            Content = JsonContent.Create(new Dictionary<string, object?> { ["email"] = account.Email, ["storefront"] = "sk", ["locale"] = asked, ["sendCode"] = true }),
        };
        request.Headers.TryAddWithoutValidation("Accept-Language", accepted);

        var created = await Client.SendAsync(request);
        Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Accepted), created.Text);

        return (await Api.SendGrid.NextMailAsync(account.Email)).Subject;
    }

    [Test]
    public async Task Its_subject_and_its_words_come_through_SendGrid_s_JSON_whole()
    {
        var account = await Api.SignUpAsync(change: account => account.Locale = "ar");

        await Client.CreateTicketAsync(new { email = account.Email, storefront = "sk", sendCode = true });
        var mail = await Api.SendGrid.NextMailAsync(account.Email);

        Assert.That(mail.Subject, Is.EqualTo("رمزك لدى \u2068Čajovňa\u2069"));
        Assert.That(mail.Html, Does.Contain("<html lang=\"ar\" dir=\"rtl\">"));
        Assert.That(mail.Text, Does.Contain("الرمز صالح لمدة 10 دقائق."));
    }

    [TestCase(null, "sk")]
    [TestCase("de", "sk")]
    [TestCase("de, cs;q=0.5", "cs")]
    public async Task What_is_wrong_with_a_password_is_said_in_the_call_s_language_else_in_the_ticket_s(string? accepted, string expected)
    {
        var account = await Api.SignUpAsync();
        var created = await Client.CreateTicketAsync(new { email = account.Email, storefront = "slavic", locale = "sk", sendCode = true });
        var confirmed = await Client.ConfirmAsync(new(created["id"], created["token"]), (await Api.SendGrid.NextMailAsync(account.Email)).Code);
        using var http = Api.CreateClient();
        http.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", accepted);
        var customer = new ResetClient(http);
        var language = Language.All.Single(language => language.Tag == expected);

        var check = await customer.CheckPasswordAsync(created["id"], confirmed["pass"], "aaa");
        var refused = await customer.SetPasswordAsync(created["id"], confirmed["pass"], "aaa");

        Assert.That(check.Body.GetProperty("reasons")[0].GetProperty("message").GetString(), Is.EqualTo(language.Text("passwords.too-short", ("count", 8))));
        Assert.That(check.Body.GetProperty("advice").EnumerateArray().Select(said => said.GetString()), Has.Some.EqualTo(language.Text("passwords.advice-repeats")));
        Assert.That(refused.Body.GetProperty("reasons").GetRawText(), Is.EqualTo(check.Body.GetProperty("reasons").GetRawText()));
    }

    [Test]
    public async Task The_mail_after_a_change_says_when_where_and_with_what()
    {
        var account = await Api.SignUpAsync();
        var (ticket, pass) = await ConfirmedAsync(account);
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri($"v1/reset-tickets/{ticket.Id}/password", UriKind.Relative))
        {
            Content = JsonContent.Create(new { password = ResetApi.GoodPassword, passwordRepeat = ResetApi.GoodPassword }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", pass);
        request.Headers.UserAgent.ParseAdd("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0 secret-build-4711");

        await Client.SendAsync(request);
        var mail = await Api.SendGrid.NextMailAsync(account.Email, 2);

        Assert.That(mail.Text, Does.Contain("Tuesday, January 1, 2030, 12:00").And.Contain("UTC").And.Contain("Firefox, Android").And.Contain("127.0.0.x"));
        Assert.That(mail.Text, Does.Contain("support@shop.example.com").And.Contain("https://shop.example.com/sign-in"));
        Assert.That(mail.Raw, Does.Not.Contain("4711"));
    }

    [Test]
    public async Task Nothing_of_the_device_is_kept_once_the_mail_is_sent()
    {
        var account = await Api.SignUpAsync();
        var (ticket, pass) = await ConfirmedAsync(account);
        await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        await Api.SendGrid.NextMailAsync(account.Email, 2);

        await using var db = await Api.OpenDatabaseAsync();
        for (var patience = 0; patience < 2000 && await db.Outbox.AnyAsync(message => message.DoneAt == null); patience++) await Task.Delay(5);

        Assert.That(await db.Outbox.Select(message => message.Payload).Distinct().ToListAsync(), Is.EqualTo(["{}"]));
    }

    [Test]
    public async Task The_code_is_in_the_subject_where_the_shop_wants_it()
    {
        var account = await Api.SignUpAsync();

        var (_, mail) = await MailedAsync(account);

        Assert.That(mail.Subject, Is.EqualTo($"{mail.Code} is your code for Example Shop"));
    }

    [Test]
    public async Task A_dynamic_template_of_SendGrid_s_gets_all_that_a_mail_says()
    {
        var account = await Api.SignUpAsync();

        await Client.CreateTicketAsync(new { email = account.Email, storefront = "dynamic", sendCode = true });
        var mail = await Api.SendGrid.NextMailAsync(account.Email);
        var data = mail.Body.GetProperty("personalizations")[0].GetProperty("dynamic_template_data");

        Assert.That((mail.Template, mail.Subject, mail.Text, mail.Html), Is.EqualTo((Template, "", "", "")));
        Assert.That(data.GetProperty("code").GetString(), Does.Match("^[0-9]{6}$"));
        Assert.That(data.GetProperty("shop").GetString(), Is.EqualTo("Tea House"));
        Assert.That(data.GetProperty("subject").GetString(), Is.EqualTo("Your code for Tea House"));
        Assert.That(data.GetProperty("minutes").GetInt32(), Is.EqualTo(10));
        Assert.That(data.GetProperty("texts").GetProperty("validity").GetString(), Is.EqualTo("The code is valid for 10 minutes."));
    }
}
