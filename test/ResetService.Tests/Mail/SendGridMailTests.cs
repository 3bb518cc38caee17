using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ResetService.Mail;
using ResetService.Tests.Support;

namespace ResetService.Tests.Mail;

internal sealed class SendGridMailTests
{
    [Test]
    [Property("Checklist", "K1")]
    public async Task Nothing_is_tracked()
    {
        var settings = (await SentAsync(Mails.To("ada@shop.example"))).GetProperty("tracking_settings");

        Assert.Multiple(() =>
        {
            Assert.That(settings.GetProperty("click_tracking").GetProperty("enable").GetBoolean(), Is.False);
            Assert.That(settings.GetProperty("click_tracking").GetProperty("enable_text").GetBoolean(), Is.False);
            Assert.That(settings.GetProperty("open_tracking").GetProperty("enable").GetBoolean(), Is.False);
            Assert.That(settings.GetProperty("subscription_tracking").GetProperty("enable").GetBoolean(), Is.False);
        });
    }

    [TestCase("ada@shop.example")]
    [TestCase("Ada.O'Neil+Reset@Shop.Example")]
    [TestCase("grüße@münchen.example")]
    [Property("Checklist", "K2")]
    public async Task One_person_gets_the_mail_at_the_address_on_file_and_nothing_else_names_them(string address)
    {
        var mail = await SentAsync(Mails.To(address));
        var people = mail.GetProperty("personalizations").EnumerateArray().Single();
        var rest = JsonNode.Parse(mail.GetRawText())!.AsObject();
        rest.Remove("content");
        rest["personalizations"]![0]!.AsObject().Remove("to");

        Assert.Multiple(() =>
        {
            Assert.That(people.GetProperty("to").EnumerateArray().Single().GetProperty("email").GetString(), Is.EqualTo(address));
            Assert.That(people.EnumerateObject().Select(member => member.Name), Is.EquivalentTo(["to", "custom_args"]));
            Assert.That(people.GetProperty("custom_args").GetRawText(), Is.EqualTo("""{"reference":"K7QX"}"""));
            Assert.That(mail.GetProperty("categories").GetRawText(), Is.EqualTo("""["password-reset-code"]"""));
            Assert.That(rest.ToString(), Does.Not.Contain(address.Split('@')[0]).And.Not.Contain(Mails.Code));
        });
    }

    [Test]
    public async Task Text_comes_before_html_and_all_arrives_as_it_was_written()
    {
        var message = Mails.To("ada@shop.example");

        var mail = await SentAsync(message);
        var contents = mail.GetProperty("content").EnumerateArray();

        Assert.Multiple(() =>
        {
            Assert.That(contents.Select(content => content.GetProperty("type").GetString()), Is.EqualTo(["text/plain", "text/html"]));
            Assert.That(contents.Select(content => content.GetProperty("value").GetString()), Is.EqualTo([message.Text, message.Html]));
            Assert.That(mail.GetProperty("subject").GetString(), Is.EqualTo(message.Subject));
            Assert.That(mail.GetProperty("from").GetProperty("email").GetString(), Is.EqualTo(message.From.Address));
            Assert.That(mail.GetProperty("from").GetProperty("name").GetString(), Is.EqualTo(message.From.Name));
        });
    }

    [TestCase(null, "SG.stub.key")]
    [TestCase(SendGridStub.OtherApiKey, SendGridStub.OtherApiKey)]
    public async Task A_sender_s_own_account_is_used_where_it_has_one(string? own, string used)
    {
        await using var stub = await SendGridStub.StartAsync();
        await using var app = await MailApp.StartAsync(stub);
        var mail = Mails.To("ada@shop.example");

        await app.SendAsync(mail with { From = mail.From with { ApiKey = own } });

        Assert.That(stub.Mails.Single().Headers["Authorization"], Is.EqualTo($"Bearer {used}"));
        Assert.That(app.Log.All, Does.Not.Contain(used));
    }

    [TestCase("false", false)]
    [TestCase("true", true)]
    public async Task The_sandbox_is_a_setting(string setting, bool enabled)
    {
        var mail = await SentAsync(Mails.To("ada@shop.example"), ("SendGrid:Sandbox", setting));

        Assert.That(mail.GetProperty("mail_settings").GetProperty("sandbox_mode").GetProperty("enable").GetBoolean(), Is.EqualTo(enabled));
    }

    [TestCase(StatusCodes.Status200OK)]
    [TestCase(StatusCodes.Status202Accepted)]
    [TestCase(StatusCodes.Status204NoContent)]
    public async Task Every_2xx_is_sent(int status)
    {
        await using var stub = await SendGridStub.StartAsync();
        await using var app = await MailApp.StartAsync(stub);
        stub.Answer = _ => Results.StatusCode(status);

        Assert.That(await app.SendAsync(Mails.To("ada@shop.example")), Is.EqualTo(new MailOutcome(MailResult.Sent)));
    }

    [Test]
    public async Task Fifty_mails_at_once_arrive_once_each()
    {
        await using var stub = await SendGridStub.StartAsync();
        await using var app = await MailApp.StartAsync(stub);
        var addresses = Enumerable.Range(0, 50).Select(number => $"customer{number}@shop.example").ToArray();

        var outcomes = await Task.WhenAll(addresses.Select(address => app.SendAsync(Mails.To(address))));

        Assert.That(outcomes, Has.All.EqualTo(new MailOutcome(MailResult.Sent)));
        Assert.That(stub.Mails.Select(mail => mail.To), Is.EquivalentTo(addresses));
    }

    [Test]
    public async Task Neither_logs_nor_printed_records_carry_the_address_the_code_or_the_key()
    {
        await using var stub = await SendGridStub.StartAsync();
        await using var app = await MailApp.StartAsync(stub);
        var mail = Mails.To("ada@shop.example");
        stub.Answer = _ => stub.Calls < 3 ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable) : null;

        await app.SendAsync(mail);
        stub.Answer = _ => Results.BadRequest($"{mail.To} is bad");
        await app.SendAsync(mail);
        await stub.DisposeAsync();
        await app.SendAsync(mail);

        var printed = $"{app.Log.All} {mail} {new SendGridOptions { ApiKey = stub.ApiKey }}";
        Assert.That(printed, Does.Contain("Mail K7QX taken").And.Contain("refused by SendGrid with 400").And.Contain("ConnectionError"));
        Assert.That(printed, Does.Not.Contain("ada").And.Not.Contain(Mails.Code).And.Not.Contain(stub.ApiKey).And.Not.Contain("Authorization"));
    }

    private static async Task<JsonElement> SentAsync(MailMessage mail, params (string, string?)[] settings)
    {
        await using var stub = await SendGridStub.StartAsync();
        await using var app = await MailApp.StartAsync(stub, settings);
        Assert.That(await app.SendAsync(mail), Is.EqualTo(new MailOutcome(MailResult.Sent)));

        return JsonElement.Parse((await stub.NextMailAsync(mail.To)).Raw);
    }
}
