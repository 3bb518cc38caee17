using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using ResetService.Tests.Support;
using ResetService.Webhooks;

namespace ResetService.Tests.Webhooks;

/// <summary>One delivery, as the service makes it, to a receiver that answers as a test says.</summary>
[Property("Checklist", "R3")]
internal sealed class WebhookClientTests
{
    private const string Body = """{"type":"reset.requested"}""";

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private WebhookReceiver receiver = null!;

    [SetUp]
    public async Task StartReceiver() => receiver = await WebhookReceiver.StartAsync();

    [TearDown]
    public ValueTask StopReceiver() => receiver.DisposeAsync();

    [Test]
    [Property("Checklist", "R1")]
    public async Task It_sends_what_the_standard_asks()
    {
        await using var services = Services();
        var endpoint = Endpoint();

        var outcome = await SendAsync(services, endpoint);

        var (at, delivery) = (clock.GetUtcNow().ToUnixTimeSeconds(), receiver.Deliveries.Single());
        Assert.That(outcome.Result, Is.EqualTo(WebhookResult.Delivered));
        Assert.That((delivery.Body, delivery.Headers["Content-Type"], delivery.Headers["User-Agent"]), Is.EqualTo((Body, "application/json", "ResetService")));
        Assert.That((delivery.Id, delivery.Headers["webhook-timestamp"]), Is.EqualTo(("msg_1", at.ToString(CultureInfo.InvariantCulture))));
        Assert.That(delivery.Headers["webhook-signature"], Is.EqualTo(WebhookSecret.Sign([endpoint.Secret], "msg_1", at, Body)));
    }

    [Test]
    [Property("Checklist", "R2")]
    public async Task During_a_rotation_both_secrets_sign()
    {
        await using var services = Services();
        var endpoint = Endpoint() with { PreviousSecret = WebhookSecret.Draw() };

        await SendAsync(services, endpoint);

        Assert.That(receiver.Deliveries.Single().Headers["webhook-signature"],
            Is.EqualTo(WebhookSecret.Sign([endpoint.Secret, endpoint.PreviousSecret!], "msg_1", clock.GetUtcNow().ToUnixTimeSeconds(), Body)));
    }

    [TestCase(200, "Delivered")]
    [TestCase(204, "Delivered")]
    [TestCase(299, "Delivered")]
    [TestCase(304, "TryLater")]
    [TestCase(400, "TryLater")]
    [TestCase(404, "TryLater")]
    [TestCase(410, "Gone")]
    [TestCase(429, "SlowDown")]
    [TestCase(500, "TryLater")]
    [TestCase(502, "SlowDown")]
    [TestCase(503, "TryLater")]
    [TestCase(504, "SlowDown")]
    public async Task Its_answer_says_what_to_do_next(int status, string result)
    {
        await using var services = Services();
        receiver.Answer = (_, response) => Task.FromResult(response.StatusCode = status);

        var outcome = await SendAsync(services, Endpoint());

        Assert.That(outcome, Is.EqualTo(new WebhookOutcome(Enum.Parse<WebhookResult>(result), $"Status {status}.")));
    }

    [TestCase("120", 120)]
    [TestCase("Tue, 01 Jan 2030 12:05:00 GMT", 300)]
    [TestCase("soon", null)]
    public async Task It_hears_how_long_to_wait(string retryAfter, int? seconds)
    {
        await using var services = Services();
        receiver.Answer = (_, response) =>
        {
            (response.StatusCode, response.Headers.RetryAfter) = (503, retryAfter);
            return Task.CompletedTask;
        };

        var outcome = await SendAsync(services, Endpoint());

        Assert.That(outcome.RetryAfter?.TotalSeconds, Is.EqualTo((double?)seconds));
    }

    [TestCase(301)]
    [TestCase(302)]
    [TestCase(307)]
    [TestCase(308)]
    [Property("Checklist", "R4")]
    public async Task It_follows_no_redirect(int status)
    {
        await using var services = Services();
        receiver.Answer = (_, response) =>
        {
            (response.StatusCode, response.Headers.Location) = (status, "/elsewhere");
            return Task.CompletedTask;
        };

        var outcome = await SendAsync(services, Endpoint());

        Assert.That(outcome.Result, Is.EqualTo(WebhookResult.TryLater));
        Assert.That(receiver.Deliveries, Has.Count.EqualTo(1));
    }

    [Test]
    [Property("Checklist", "R4")]
    public async Task It_does_not_wait_for_a_body_that_never_ends()
    {
        await using var services = Services();
        using var stop = new CancellationTokenSource();
        receiver.Answer = async (_, response) =>
        {
            response.StatusCode = 200;
            var junk = Encoding.ASCII.GetBytes(new string('x', 1024));
            while (!response.HttpContext.RequestAborted.IsCancellationRequested) await response.Body.WriteAsync(junk, response.HttpContext.RequestAborted);
        };

        var outcome = await SendAsync(services, Endpoint()).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That(outcome.Result, Is.EqualTo(WebhookResult.Delivered));
    }

    [Test]
    public async Task A_mute_receiver_is_left_after_a_while()
    {
        await using var services = Services(more: services => services.AddHttpClient(nameof(WebhookClient)).ConfigureHttpClient(http => http.Timeout = TimeSpan.FromMilliseconds(300)));
        receiver.Answer = (_, response) => Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted);

        var outcome = await SendAsync(services, Endpoint());

        Assert.That(outcome, Is.EqualTo(new WebhookOutcome(WebhookResult.SlowDown, "No answer in time.")));
    }

    [Test]
    public void A_delivery_takes_20_seconds_at_the_most()
    {
        using var services = Services();
        using var http = services.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(WebhookClient));

        Assert.That(http.Timeout, Is.EqualTo(TimeSpan.FromSeconds(20)));
    }

    [Test]
    public async Task A_receiver_that_is_not_there_is_tried_later()
    {
        await using var services = Services();
        var endpoint = Endpoint();
        await receiver.DisposeAsync();

        var outcome = await SendAsync(services, endpoint);

        Assert.That(outcome, Is.EqualTo(new WebhookOutcome(WebhookResult.TryLater, "ConnectionRefused.")));
    }

    [TestCase("\u001b[31mcanary\r\n\r\n")]
    [TestCase("HTTP/1.1 \u001b[31m canary\r\n\r\n")]
    [TestCase("HTTP/1.1 200 OK\r\n\u001b[31mcanary\r\n\r\n")]
    public async Task Nothing_that_a_receiver_says_stands_in_the_reason(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var services = Services();
        var client = services.GetRequiredService<WebhookClient>();

        var sending = client.SendAsync(new WebhookEndpoint { Url = new Uri($"http://{listener.LocalEndpoint}/"), Secret = WebhookSecret.Draw() }, "msg_1", Body);
        using var taken = await listener.AcceptTcpClientAsync();
        await taken.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
        var outcome = await sending;

        Assert.That(outcome, Is.EqualTo(new WebhookOutcome(WebhookResult.TryLater, "InvalidResponse.")));
    }

    [Test]
    [Property("Checklist", "T3")]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await using var stub = await SendGridStub.StartAsync(FreePort.Take(), certificate);
        await using var services = Services();

        var outcome = await SendAsync(services, new WebhookEndpoint { Url = stub.BaseUrl, Secret = WebhookSecret.Draw() });

        Assert.That((outcome.Result, stub.Calls), Is.EqualTo((WebhookResult.TryLater, 0)));
        Assert.That(outcome.Reason, Does.Contain("certificate"));
    }

    [TestCase("http://127.0.0.1:{0}/")]
    [TestCase("http://2130706433:{0}/")]
    [TestCase("http://0x7f.1:{0}/")]
    [TestCase("http://[::ffff:127.0.0.1]:{0}/")]
    [TestCase("http://localhost:{0}/")]
    [Property("Checklist", "R4")]
    public async Task It_does_not_connect_to_its_own_machine(string url)
    {
        await using var services = Services(open: false);
        var endpoint = Endpoint() with { Url = new Uri(string.Format(CultureInfo.InvariantCulture, url, receiver.BaseUrl.Port)) };

        var outcome = await SendAsync(services, endpoint);

        Assert.That(outcome, Is.EqualTo(new WebhookOutcome(WebhookResult.TryLater, "The endpoint's name stands for no address on the internet.")));
        Assert.That(receiver.Deliveries, Is.Empty);
    }

    [Test]
    [Property("Checklist", "R4")]
    public async Task A_name_that_changes_what_it_stands_for_leads_nowhere_else()
    {
        var lookUps = 0;
        await using var services = Services(open: false, more: services => services.Replace(ServiceDescriptor.Singleton<Func<string, CancellationToken, Task<IPAddress[]>>>(
            (_, _) => Task.FromResult(lookUps++ == 0 ? [IPAddress.Parse("10.0.0.1"), IPAddress.Loopback] : new[] { IPAddress.Loopback }))));
        var endpoint = Endpoint() with { Url = new Uri($"http://partner.example:{receiver.BaseUrl.Port}/") };

        var outcomes = new[] { await SendAsync(services, endpoint), await SendAsync(services, endpoint) };

        Assert.That(outcomes.Select(outcome => outcome.Result), Has.All.EqualTo(WebhookResult.TryLater));
        Assert.That((lookUps, receiver.Deliveries.Count), Is.EqualTo((2, 0)), "each connection looks up once, and asks nobody again");
    }

    [Test]
    [Property("Checklist", "R4")]
    public async Task It_connects_to_the_address_that_was_checked()
    {
        var lookUps = new List<string>();
        await using var services = Services(more: services => services.Replace(ServiceDescriptor.Singleton<Func<string, CancellationToken, Task<IPAddress[]>>>((name, _) =>
        {
            lookUps.Add(name);
            return Task.FromResult(new[] { IPAddress.Parse("10.0.0.1"), IPAddress.Loopback }); // the first is in no network that is open
        })));

        var outcome = await SendAsync(services, Endpoint() with { Url = new Uri($"http://partner.example:{receiver.BaseUrl.Port}/") });

        Assert.That((outcome.Result, string.Join(' ', lookUps)), Is.EqualTo((WebhookResult.Delivered, "partner.example")));
        Assert.That(receiver.Deliveries.Single().Headers["Host"], Does.StartWith("partner.example"));
    }

    private WebhookEndpoint Endpoint() => new() { Url = receiver.BaseUrl, Secret = WebhookSecret.Draw() };

    private static Task<WebhookOutcome> SendAsync(ServiceProvider services, WebhookEndpoint endpoint) =>
        services.GetRequiredService<WebhookClient>().SendAsync(endpoint, "msg_1", Body);

    /// <param name="open">Whether loopback may be reached.</param>
    /// <param name="more">Changes to the services.</param>
    private ServiceProvider Services(bool open = true, Action<IServiceCollection>? more = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { EnvironmentName = Environments.Development });
        if (open) builder.Configuration.AddInMemoryCollection([new("Webhooks:PrivateNetworks:0", "127.0.0.0/8")]);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddLogging();
        builder.AddWebhooks();
        more?.Invoke(builder.Services);
        return builder.Services.BuildServiceProvider();
    }
}
