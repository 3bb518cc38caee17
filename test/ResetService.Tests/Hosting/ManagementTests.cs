using System.Net;
using System.Net.Http.Json;
using ResetService.Tests.Support;

namespace ResetService.Tests.Hosting;

internal sealed class ManagementTests
{
    [Test]
    [Property("Checklist", "T1")]
    public async Task Metrics_and_details_of_health_have_a_listener_of_their_own()
    {
        var port = FreePort.Take();
        await using var service = await ProductionService.StartAsync(new Dictionary<string, string> { ["Management__Url"] = $"http://127.0.0.1:{port}" });
        using var management = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        using var ready = await management.GetAsync(new Uri("/health/ready", UriKind.Relative));
        using var metrics = await management.GetAsync(new Uri("/metrics", UriKind.Relative));
        using var publicMetrics = await service.Http.GetAsync(new Uri("/metrics", UriKind.Relative));
        using var publicReady = await service.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        using var tickets = await management.PostAsJsonAsync("/v1/reset-tickets", new { email = "ada@example.com" });
        var publicAnswer = await ProductionService.SpeakAsync(service.Address, $"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");

        Assert.That(ready.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(await ready.Content.ReadAsStringAsync(), Is.EqualTo("""{"status":"Unhealthy","checks":{"redis":"Unhealthy","accounts":"Unhealthy"}}"""));
        Assert.That(metrics.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(tickets.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(publicMetrics.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await publicReady.Content.ReadAsStringAsync(), Is.EqualTo("Unhealthy"));
        Assert.That(publicAnswer, Does.StartWith("HTTP/1.1 400"), "the Host header of the other listener opens nothing");
    }

    [TestCase("Management__Url", "https://127.0.0.1:9090", "Management:Url")]
    [TestCase("AllowedHosts", "reset.internal;*", "AllowedHosts")]
    [TestCase("Proxies__Networks__0", "10.0.0.0/33", "10.0.0.0/33")]
    [TestCase("Proxies__Networks__0", "proxy.internal", "proxy.internal")]
    [TestCase("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true", "ASPNETCORE_FORWARDEDHEADERS_ENABLED")]
    [TestCase("Storefronts__default__Origins__0", "http://shop.example.com", "http://shop.example.com")]
    [TestCase("Storefronts__default__Origins__0", "https://shop.example.com/", "https://shop.example.com/")]
    [TestCase("Storefronts__default__Origins__0", "https://*.example.com", "https://*.example.com")]
    [TestCase("Storefronts__default__Origins__0", "null", "null")]
    [TestCase("Connections__Max", "0", "Connections:Max")]
    [Property("Checklist", "O3")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string name, string value, string named)
    {
        var settings = ProductionService.Settings;
        settings[name] = value;

        var (exitCode, output) = await ServiceProcess.RunAsync([], settings);

        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(output, Does.Contain(named));
    }
}
