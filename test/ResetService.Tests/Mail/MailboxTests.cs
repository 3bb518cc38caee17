using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using ResetService.Mail;
using ResetService.Tests.Support;

namespace ResetService.Tests.Mail;

internal sealed class MailboxTests
{
    private MailApp app = null!;
    private HttpClient browser = null!;

    [SetUp]
    public async Task StartAsync()
    {
        app = await MailApp.StartAsync(Environments.Development);
        browser = new HttpClient { BaseAddress = app.Url };
    }

    [TearDown]
    public async Task StopAsync()
    {
        browser.Dispose();
        await app.DisposeAsync();
    }

    [Test]
    public async Task A_person_reads_the_mails_and_nothing_in_them_becomes_markup()
    {
        await app.SendAsync(Mails.To("\"<b>x</b>\"@shop.example") with { Subject = "<b>x</b>", Text = "Code 483920 <b>x</b>" });

        using var answer = await browser.GetAsync(new Uri("/dev/mailbox", UriKind.Relative));
        var page = await answer.Content.ReadAsStringAsync();

        Assert.Multiple(() =>
        {
            Assert.That(answer.Content.Headers.ContentType?.ToString(), Is.EqualTo("text/html; charset=utf-8"));
            Assert.That(answer.Headers.CacheControl?.NoStore, Is.True);
            Assert.That(page, Does.Contain("Code 483920 &lt;b&gt;x&lt;/b&gt;").And.Contain("2031-03-04 05:06:07Z"));
            Assert.That(page, Does.Not.Contain("<b>x</b>").And.Not.Contain("<script"));
        });
    }

    [Test]
    public async Task A_program_reads_them_as_JSON_newest_first()
    {
        await app.SendAsync(Mails.To("ada@shop.example", "FIRST"));
        await app.SendAsync(Mails.To("bob@shop.example", "SECOND"));
        browser.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));

        var mails = await ReadAsync("/dev/mailbox");

        Assert.That(mails.Select(mail => mail.GetProperty("reference").GetString()), Is.EqualTo(["SECOND", "FIRST"]));
        Assert.That(
            mails[0].EnumerateObject().Select(member => member.Name),
            Is.EqualTo(["to", "from", "subject", "reference", "text", "html", "category", "sentAt"]));
        Assert.That(mails[0].GetProperty("sentAt").GetDateTimeOffset(), Is.EqualTo(app.Clock.GetUtcNow()));
    }

    [Test]
    public async Task The_mails_of_one_person_can_be_asked_for()
    {
        await app.SendAsync(Mails.To("ada+a@shop.example", "HERS"));
        await app.SendAsync(Mails.To("bob@shop.example", "HIS"));

        var mails = await ReadAsync("/dev/mailbox?format=json&to=ada%2Ba@shop.example");

        Assert.That(mails.Select(mail => mail.GetProperty("reference").GetString()), Is.EqualTo(["HERS"]));
    }

    [Test]
    public async Task It_keeps_the_newest_200()
    {
        for (var mail = 0; mail < 201; mail++) await app.SendAsync(Mails.To("ada@shop.example", $"{mail}"));

        var mails = await ReadAsync("/dev/mailbox?format=json");

        Assert.That(mails, Has.Length.EqualTo(200));
        Assert.That(mails[^1].GetProperty("reference").GetString(), Is.EqualTo("1"));
    }

    [TestCase("Production")]
    [TestCase("Staging")]
    [TestCase("Development")]
    public async Task There_is_no_mailbox_where_SendGrid_sends(string environment)
    {
        await using var stub = await SendGridStub.StartAsync();
        await using var other = await MailApp.StartAsync(
            environment, ("SendGrid:ApiKey", stub.ApiKey), ("SendGrid:BaseUrl", stub.BaseUrl.OriginalString));

        using var answer = await browser.GetAsync(new Uri(other.Url, "/dev/mailbox"));
        var outcome = await other.SendAsync(Mails.To("ada@shop.example"));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(outcome.Result, Is.EqualTo(MailResult.Sent));
        Assert.That(stub.Mails, Has.Count.EqualTo(1));
    }

    private async Task<JsonElement[]> ReadAsync(string path)
    {
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
        var mails = JsonElement.Parse(await answer.Content.ReadAsStringAsync());

        return [.. mails.EnumerateArray()];
    }
}
