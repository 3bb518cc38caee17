using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
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
    };

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
