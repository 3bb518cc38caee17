using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using ResetService.Tests.Support;
using ResetService.Webhooks;

namespace ResetService.Tests.Operation;

/// <summary>Webhooks as operators run them: over https to a receiver whose certificate the machine trusts, and by commands.</summary>
internal sealed class WebhookOperationTests
{
    private readonly TemporaryDirectory directory = new();
    private readonly X509Certificate2 certificate = NewCertificate();
    private PostgresServer postgres = null!;
    private Deployment deployment = null!;
    private WebhookReceiver receiver = null!;
    private Dictionary<string, string> settings = null!;

    [OneTimeSetUp]
    public async Task Deploy()
    {
        var trusted = Path.Combine(directory.Path, "trusted.pem");
        await File.WriteAllTextAsync(trusted, certificate.ExportCertificatePem());
        postgres = await PostgresServer.StartAsync();
        deployment = await Deployment.StartAsync(postgres);
        receiver = await WebhookReceiver.StartAsync(certificate: certificate);

        settings = new(deployment.Settings) { ["SSL_CERT_FILE"] = trusted, ["Webhooks__PrivateNetworks__0"] = "127.0.0.0/8" };
        foreach (var name in (string[])["shop", "closed"])
        {
            settings[$"Webhooks__Endpoints__{name}__Url"] = new Uri(receiver.BaseUrl, name).AbsoluteUri;
            settings[$"Webhooks__Endpoints__{name}__Secret"] = WebhookSecret.Draw();
        }

        settings["Webhooks__Endpoints__closed__Events__0"] = WebhookEvents.SupportRequested;
    }

    [OneTimeTearDown]
    public async Task StopAll()
    {
        await deployment.DisposeAsync();
        await receiver.DisposeAsync();
        await postgres.DisposeAsync();
        certificate.Dispose();
        directory.Dispose();
    }

    [Test]
    [Property("Checklist", "R2")]
    public async Task New_secret_prints_a_secret_as_a_setting()
    {
        var (exitCode, output) = await RunAsync("new-secret", "shop-2");

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Does.StartWith("Webhooks__Endpoints__shop-2__Secret="));
        Assert.That(WebhookSecret.IsSecret(output.Split('=', 2)[1]), Is.True);
        Assert.That((await RunAsync("new-secret", "a:b")).ExitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task Test_sends_one_message_and_says_what_became_of_it()
    {
        receiver.Answer = null;

        var (exitCode, output) = await RunAsync("test", "shop");

        Assert.That((exitCode, output), Is.EqualTo((0, "shop took it. Status 204.")));
        Assert.That(receiver.Deliveries.Single(delivery => delivery.Type == "webhook.test").Body, Does.EndWith("\"data\":{}}"));
    }

    [Test]
    public async Task Test_tells_a_refusal_without_what_the_receiver_said()
    {
        receiver.Answer = (_, response) =>
        {
            response.StatusCode = 418;
            return response.Body.WriteAsync("canary"u8.ToArray()).AsTask();
        };

        var (exitCode, output) = await RunAsync("test", "shop");

        Assert.That((exitCode, output), Is.EqualTo((1, "shop did not take it. Status 418.")));
    }

    [TestCase("test")]
    [TestCase("replay")]
    public async Task An_endpoint_that_is_not_there_is_named(string command)
    {
        var (exitCode, output) = await RunAsync(command, "nobody");

        Assert.That((exitCode, output), Is.EqualTo((1, "There is no endpoint nobody in the settings.")));
    }

    [Test]
    [Property("Checklist", "R3")]
    public async Task An_endpoint_that_answered_410_is_enabled_and_gets_what_it_missed()
    {
        await using var service = await ServiceProcess.StartAsync(new Dictionary<string, string>(settings) { ["Role"] = "all" });
        var client = deployment.ClientOf(service);
        receiver.Answer = (delivery, response) => Task.FromResult(response.StatusCode = delivery.Path == "/closed" ? 410 : 204);
        var ticket = await client.OpenAsync(ResetApi.FreshAddress());
        await client.RequestSupportAsync(ticket, ResetApi.FreshAddress(), "Help");
        await receiver.NextAsync(delivery => delivery.Path == "/closed");
        await Assert.ThatAsync(GivenUpAsync, Is.EqualTo(1).After(10_000, 20));

        receiver.Answer = null;
        var enabled = await RunAsync("enable", "closed");
        var again = await RunAsync("enable", "closed");
        var replayed = await RunAsync("replay", "closed");
        var delivery = await receiver.NextAsync(delivery => delivery.Path == "/closed", 2);

        Assert.That(enabled, Is.EqualTo((0, "closed is switched on; webhooks replay closed sends what it missed.")));
        Assert.That(again, Is.EqualTo((0, "closed was not switched off.")));
        Assert.That(replayed, Is.EqualTo((0, "1 messages are due again.")));
        Assert.That(receiver.Deliveries.Where(each => each.Path == "/closed").Select(each => each.Id), Has.All.EqualTo(delivery.Id));
        Assert.That(service.Output, Has.Some.Contains("Webhook endpoint closed answered 410"));
        Assert.That(service.Output, Has.None.Contains(settings["Webhooks__Endpoints__closed__Secret"]));
    }

    [Test]
    public async Task What_happens_while_Postgres_is_down_is_told_afterwards()
    {
        receiver.Answer = null;
        await using var service = await ServiceProcess.StartAsync(new Dictionary<string, string>(settings) { ["Role"] = "all" });
        var client = deployment.ClientOf(service);

        await postgres.StopAsync(crash: true);
        var ticket = await client.OpenAsync(ResetApi.FreshAddress());
        await postgres.StartAgainAsync();
        await deployment.EndEventLeasesAsync();
        var told = await receiver.NextAsync(delivery => delivery.Body.Contains(ticket.Id, StringComparison.Ordinal));

        Assert.That(told.Type, Is.EqualTo(WebhookEvents.Requested));
    }

    private Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => ServiceProcess.RunAsync(["webhooks", .. arguments], settings);

    private async Task<int> GivenUpAsync()
    {
        await using var db = deployment.OpenDatabase();
        return await db.Outbox.CountAsync(message => message.Kind == "webhook:closed" && message.DoneAt == null && message.NextAttemptAt == null);
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }
}
