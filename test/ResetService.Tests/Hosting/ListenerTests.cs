using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using ResetService.Tests.Support;

namespace ResetService.Tests.Hosting;

/// <summary>What the public listener answers in production, whatever else of the service is up.</summary>
internal sealed class ListenerTests
{
    private ProductionService service = null!;
    private HttpClient direct = null!;

    [OneTimeSetUp]
    public async Task StartService()
    {
        service = await ProductionService.StartAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings__Redis"] = (await Servers.Redis).ConnectionString,
            ["AllowedHosts"] = "reset.internal;*.pods.example.com",
        });
        direct = service.NewClient();
    }

    [OneTimeTearDown]
    public async Task StopService()
    {
        direct.Dispose();
        await service.DisposeAsync();
    }

    [TestCase("reset.example.com")]
    [TestCase("RESET.example.com:443")]
    [TestCase("reset.internal")]
    [TestCase("a.pods.example.com")]
    [Property("Checklist", "O2")]
    public async Task Its_own_hosts_are_answered(string host)
    {
        var answer = await CallAsync("/problems/forbidden", host);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("evil.example")]
    [TestCase("reset.example.com.evil.example")]
    [TestCase("xreset.example.com")]
    [TestCase("pods.example.com")]
    [TestCase("localhost")]
    [TestCase("127.0.0.1")]
    [Property("Checklist", "O2")]
    public async Task Another_host_is_refused(string host)
    {
        var answer = await CallAsync("/problems/forbidden", host);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.Problem, Is.EqualTo("invalid-request"));
    }

    [Test]
    [Property("Checklist", "O2")]
    public async Task A_call_without_a_host_is_refused()
    {
        var answer = await ProductionService.SpeakAsync(service.Address, "GET /problems/forbidden HTTP/1.0\r\nX-Forwarded-Proto: https\r\n\r\n");

        Assert.That(answer, Does.StartWith("HTTP/1.1 400").And.Contain("invalid-request"));
    }

    [TestCase("X-Forwarded-Host", "evil.example")]
    [TestCase("X-Original-Host", "evil.example")]
    [TestCase("X-Host", "evil.example")]
    [TestCase("Forwarded", "host=evil.example;proto=https")]
    [Property("Checklist", "O1")]
    public async Task A_forged_header_shows_in_no_answer(string name, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/reset-tickets", UriKind.Relative)) { Content = JsonContent.Create(new { email = ResetApi.FreshAddress() }) };
        request.Headers.Add(name, value);
        var created = await SendAsync(request);
        using var nowhere = new HttpRequestMessage(HttpMethod.Get, new Uri("/nowhere", UriKind.Relative));
        nowhere.Headers.Add(name, value);
        var refused = await SendAsync(nowhere);

        Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That($"{created.Response}{created.Text}{refused.Response}{refused.Text}", Does.Not.Contain("evil"));
        Assert.That(refused["type"], Is.EqualTo("https://reset.example.com/problems/not-found"));
    }

    [TestCase("/health/live")]
    [TestCase("/health/ready")]
    [Property("Checklist", "T1")]
    public async Task Probes_by_address_and_plain_http_learn_the_status_alone(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        using var answer = await direct.SendAsync(request);

        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("Healthy").Or.EqualTo("Unhealthy"));
    }

    [TestCase("/metrics")]
    [TestCase("/health/ready/details")]
    [TestCase("/health/details")]
    [Property("Checklist", "T1")]
    public async Task Metrics_and_details_are_not_here(string path)
    {
        Assert.That((await CallAsync(path)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("/v1/reset-tickets", "POST")]
    [TestCase("/problems/forbidden", "GET")]
    [TestCase("/openapi.yaml", "GET")]
    [TestCase("/nowhere", "GET")]
    [Property("Checklist", "L6")]
    public async Task Plain_http_is_refused_and_not_redirected(string path, string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Headers.Host = ProductionService.Host;
        if (method == "POST") request.Content = JsonContent.Create(new { email = "ada@example.com" });
        using var response = await direct.SendAsync(request);
        var answer = new Answer(response, await response.Content.ReadAsStringAsync());

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(answer.Problem, Is.EqualTo("forbidden"));
        Assert.That(response.Headers.Location, Is.Null);
        Assert.That(response.Headers.Contains("Strict-Transport-Security"), Is.False);
    }

    [TestCase("GET", "/health/live", 200)]
    [TestCase("GET", "/openapi.yaml", 200)]
    [TestCase("GET", "/problems/forbidden", 200)]
    [TestCase("POST", "/v1/reset-tickets", 202)]
    [TestCase("OPTIONS", "/v1/reset-tickets", 204)]
    [TestCase("POST", "/v1/links/x/confirmation", 401)]
    [TestCase("GET", "/v1/reset-tickets/x", 401)]
    [TestCase("GET", "/nowhere", 404)]
    [TestCase("GET", "/swagger/index.html", 404)]
    [TestCase("DELETE", "/v1/reset-tickets", 405)]
    [TestCase("TRACE", "/v1/reset-tickets", 405)]
    [Property("Checklist", "L6")]
    [Property("Checklist", "L8")]
    public async Task Every_answer_carries_the_headers(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (method == "POST") request.Content = JsonContent.Create(new { email = ResetApi.FreshAddress() });
        if (method == "OPTIONS")
        {
            request.Headers.Add("Origin", ProductionService.Origin);
            request.Headers.Add("Access-Control-Request-Method", "POST");
        }

        var answer = await SendAsync(request);

        Assert.That((int)answer.Status, Is.EqualTo(status), answer.Text);
        AssertHeaders(answer.Response);
    }

    [TestCase("{}", "application/json", 400)]
    [TestCase("{}", "text/plain", 415)]
    [TestCase(null, "application/json", 413)]
    [Property("Checklist", "L6")]
    public async Task Every_refused_body_carries_the_headers(string? body, string type, int status)
    {
        using var content = new StringContent(body ?? new string(' ', 17 * 1024), Encoding.UTF8, type);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/reset-tickets", UriKind.Relative)) { Content = content };

        var answer = await SendAsync(request);

        Assert.That((int)answer.Status, Is.EqualTo(status), answer.Text);
        AssertHeaders(answer.Response);
    }

    [Test]
    [Property("Checklist", "L6")]
    public async Task An_outage_carries_the_headers()
    {
        await using var alone = await ProductionService.StartAsync();
        using var answer = await alone.Http.PostAsJsonAsync("/v1/reset-tickets", new { email = "ada@example.com" });

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        AssertHeaders(answer);
    }

    [TestCase("/health/live")]
    [TestCase("/health/ready")]
    [TestCase("/problems/forbidden")]
    [TestCase("/v1/reset-tickets")]
    [TestCase("/v1/reset-tickets/x")]
    [TestCase("/v1/reset-tickets/x/password")]
    [Property("Checklist", "L3")]
    public async Task Trace_is_off(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Trace, new Uri(path, UriKind.Relative));
        request.Headers.Add("Canary", "canary");

        var answer = await SendAsync(request);

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(answer.Response.Content.Headers.Allow, Is.Not.Empty.And.Not.Contains("TRACE"));
        Assert.That(answer.Text, Does.Not.Contain("canary"));
    }

    [Test]
    [Property("Checklist", "L7")]
    public async Task A_bare_line_feed_in_a_chunk_extension_ends_the_connection()
    {
        // What follows the extension would be another call to a server that takes the line feed for the line's end.
        var answer = await ProductionService.SpeakAsync(service.Address,
            $"POST /v1/reset-tickets HTTP/1.1\r\nHost: {ProductionService.Host}\r\nX-Forwarded-Proto: https\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + $"2;a\nxx\r\n2\r\n{{}}\r\n0\r\n\r\nGET /openapi.yaml HTTP/1.1\r\nHost: {ProductionService.Host}\r\n\r\n");

        Assert.That(answer, Does.StartWith("HTTP/1.1 400"));
        Assert.That(answer.Split("HTTP/1.1 "), Has.Length.EqualTo(2), "one answer, then the end");
    }

    [Test]
    [Property("Checklist", "L4")]
    public async Task Too_many_headers_are_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/problems/forbidden", UriKind.Relative));
        foreach (var number in Enumerable.Range(0, 65)) request.Headers.Add($"X-{number}", "x");

        Assert.That((await SendAsync(request)).Status, Is.EqualTo(HttpStatusCode.RequestHeaderFieldsTooLarge));
    }

    [TestCase("Cookie", 17, 431)]
    [TestCase("Cookie", 8, 200)]
    [Property("Checklist", "L4")]
    public async Task Too_large_headers_are_refused(string name, int kibibytes, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/problems/forbidden", UriKind.Relative));
        request.Headers.Add(name, new string('x', kibibytes * 1024));

        Assert.That((int)(await SendAsync(request)).Status, Is.EqualTo(status));
    }

    [Test]
    public async Task A_client_that_never_ends_its_headers_is_let_go()
    {
        var answer = await ProductionService.SpeakAsync(service.Address, $"GET /problems/forbidden HTTP/1.1\r\nHost: {ProductionService.Host}\r\n");

        Assert.That(answer, Does.StartWith("HTTP/1.1 408"));
    }

    [Test]
    public async Task More_connections_than_allowed_are_closed()
    {
        await using var small = await ProductionService.StartAsync(new Dictionary<string, string> { ["Connections__Max"] = "1" });
        using var first = new TcpClient();
        await first.ConnectAsync(IPAddress.Loopback, small.Address.Port);
        await first.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"));
        await first.GetStream().ReadExactlyAsync(new byte[8]);

        string second;
        try
        {
            second = await ProductionService.SpeakAsync(small.Address, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        catch (IOException)
        {
            second = ""; // closed before it was read
        }

        Assert.That(second, Is.Empty);
    }

    private static void AssertHeaders(HttpResponseMessage answer)
    {
        var headers = answer.Headers.Concat(answer.Content.Headers).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(headers, Does.ContainKey("Cache-Control").WithValue("no-store"));
            Assert.That(headers, Does.ContainKey("X-Content-Type-Options").WithValue("nosniff"));
            Assert.That(headers, Does.ContainKey("Content-Security-Policy").WithValue("default-src 'none'; frame-ancestors 'none'; base-uri 'none'"));
            Assert.That(headers, Does.ContainKey("Referrer-Policy").WithValue("no-referrer"));
            Assert.That(headers, Does.ContainKey("Cross-Origin-Opener-Policy").WithValue("same-origin"));
            Assert.That(headers, Does.ContainKey("Cross-Origin-Resource-Policy").WithValue("same-origin"));
            Assert.That(headers, Does.ContainKey("Permissions-Policy"));
            Assert.That(headers, Does.ContainKey("Strict-Transport-Security").WithValue("max-age=31536000; includeSubDomains"));
            Assert.That(headers["Vary"].Split(", "), Does.Contain("Origin")); // beside Accept-Language, where an answer speaks
            Assert.That(headers.Keys, Has.None.EqualTo("Server").And.None.EqualTo("X-Powered-By"));
        }
    }

    private async Task<Answer> CallAsync(string path, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (host is not null) request.Headers.Host = host;
        return await SendAsync(request);
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        var response = await service.Http.SendAsync(request);
        return new(response, await response.Content.ReadAsStringAsync());
    }
}
