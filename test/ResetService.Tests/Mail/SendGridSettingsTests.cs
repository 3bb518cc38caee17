using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ResetService.Tests.Support;

namespace ResetService.Tests.Mail;

internal sealed class SendGridSettingsTests
{
    [TestCase("SendGrid:ApiKey", null)]
    [TestCase("SendGrid:ApiKey", "")]
    [TestCase("SendGrid:ApiKey", "SG.key\n")]
    [TestCase("SendGrid:BaseUrl", "http://api.sendgrid.com")]
    [TestCase("SendGrid:BaseUrl", "ftp://api.sendgrid.com")]
    [TestCase("SendGrid:BaseUrl", "api.sendgrid.com")]
    [TestCase("SendGrid:BaseUrl", "")]
    [TestCase("SendGrid:AttemptTimeout", "00:00:00")]
    [TestCase("SendGrid:AttemptTimeout", "00:00:41")]
    [TestCase("SendGrid:TotalTimeout", "00:00:45")]
    [TestCase("SendGrid:RetryDelay", "00:01:00")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string setting, string? value)
    {
        await using var stub = await SendGridStub.StartAsync();

        Assert.That(
            async () => await MailApp.StartAsync(stub, (setting, value)),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains(setting));
    }

    [TestCase("SendGrid:Sandbox", "perhaps")]
    [TestCase("SendGrid:TotalTimeout", "soon")]
    [TestCase("SendGrid:ApyKey", "SG.key")]
    public async Task What_is_no_setting_or_no_value_stops_the_start_and_is_named(string setting, string value)
    {
        await using var stub = await SendGridStub.StartAsync();

        Assert.That(
            async () => await MailApp.StartAsync(stub, (setting, value)),
            Throws.InvalidOperationException.With.Message.Contains(setting.Split(':')[1]));
    }

    [TestCase("Production", "https://api.eu.sendgrid.com")]
    [TestCase("Production", "http://localhost:8025")]
    [TestCase("Development", "http://sendgrid-stub:8025")]
    public async Task A_right_base_URL_starts(string environment, string url)
    {
        await using var app = await MailApp.StartAsync(environment, ("SendGrid:ApiKey", "SG.key"), ("SendGrid:BaseUrl", url));

        Assert.That(app.Url.IsLoopback);
    }

    [Test]
    public void A_complaint_about_the_key_does_not_repeat_it() => Assert.That(
        async () => await MailApp.StartAsync(Environments.Production, ("SendGrid:ApiKey", "SG.secret key")),
        Throws.InstanceOf<OptionsValidationException>().With.Message.Not.Contains("SG.secret"));
}
