using System.Net;
using System.Text;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;

namespace ResetService.Tests.Hosting;

internal sealed class CorsTests() : ResetTest(Parts.Embedded, new Dictionary<string, string?>
{
    ["Storefronts:default:Origins:0"] = "https://shop.example.com",
    ["Storefronts:other:Name"] = "Other Shop",
    ["Storefronts:other:SignInUrl"] = "https://other.example/sign-in",
    ["Storefronts:other:Sender"] = "no-reply@other.example",
    ["Storefronts:other:SupportEmail"] = "support@other.example",
    ["Storefronts:other:Origins:0"] = "https://other.example:8443",
})
{
    [TestCase("https://shop.example.com")]
    [TestCase("https://other.example:8443")]
    [Property("Checklist", "N1")]
    public async Task A_storefronts_own_origin_may_call(string origin)
    {
        using var created = await PostAsync(origin, "application/json");
        using var preflight = await PreflightAsync(origin, "/v1/reset-tickets/x/password", "PUT");

        Assert.That(created.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(Header(created, "Access-Control-Allow-Origin"), Is.EqualTo(origin));
        Assert.That(Header(created, "Access-Control-Expose-Headers"), Is.EqualTo("Location,Retry-After,RateLimit,RateLimit-Policy"));
        Assert.That(Header(created, "Vary"), Is.EqualTo("Origin"));
        Assert.That(preflight.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), "neither body nor secret is needed");
        Assert.That(Header(preflight, "Access-Control-Allow-Origin"), Is.EqualTo(origin));
        Assert.That(Header(preflight, "Access-Control-Allow-Methods"), Does.Contain("PUT"));
        Assert.That(Header(preflight, "Access-Control-Allow-Headers")?.ToUpperInvariant(), Is.EqualTo("AUTHORIZATION,CONTENT-TYPE,IDEMPOTENCY-KEY"));
        Assert.That(Header(created, "Access-Control-Allow-Credentials") ?? Header(preflight, "Access-Control-Allow-Credentials"), Is.Null);
    }

    [Test]
    [Property("Checklist", "N1")]
    public async Task Its_pages_can_read_refusals_too()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/reset-tickets/x", UriKind.Relative)) { Headers = { { "Origin", "https://shop.example.com" } } };
        using var refused = await Client.Http.SendAsync(request);

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(Header(refused, "Access-Control-Allow-Origin"), Is.EqualTo("https://shop.example.com"));
    }

    [TestCase("https://evil.example")]
    [TestCase("null")]
    [TestCase("https://shop.example.com.evil.example")]
    [TestCase("https://evilshop.example.com")]
    [TestCase("https://evil.shop.example.com")]
    [TestCase("https://shop.example.co")]
    [TestCase("http://shop.example.com")]
    [TestCase("https://shop.example.com:8443")]
    [TestCase("https://other.example")]
    [TestCase("https://shop.example.com/")]
    [TestCase("https://shop.example.com@evil.example")]
    [Property("Checklist", "N1")]
    public async Task Another_origin_may_not(string origin)
    {
        using var created = await PostAsync(origin, "application/json");
        using var preflight = await PreflightAsync(origin, "/v1/reset-tickets", "POST");

        Assert.That(Header(created, "Access-Control-Allow-Origin"), Is.Null);
        Assert.That(Header(created, "Vary"), Is.EqualTo("Origin"));
        Assert.That(Header(preflight, "Access-Control-Allow-Origin"), Is.Null);
        Assert.That(Header(preflight, "Access-Control-Allow-Headers"), Is.Null);
    }

    [Test]
    [Property("Checklist", "N1")]
    public async Task A_page_can_send_no_partner_s_key()
    {
        using var preflight = await PreflightAsync("https://shop.example.com", "/v1/reset-tickets", "POST", "x-api-key,x-client-ip");

        Assert.That(Header(preflight, "Access-Control-Allow-Headers")?.ToUpperInvariant(), Is.EqualTo("AUTHORIZATION,CONTENT-TYPE,IDEMPOTENCY-KEY"));
    }

    [TestCase("text/plain")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("multipart/form-data; boundary=x")]
    [TestCase(null)]
    [Property("Checklist", "N2")]
    public async Task A_call_that_browsers_send_without_asking_opens_no_ticket(string? type)
    {
        using var refused = await PostAsync("https://evil.example", type);

        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
    }

    [TestCase("/problems/forbidden")]
    [TestCase("/openapi.yaml")]
    [TestCase("/health/live")]
    [Property("Checklist", "N1")]
    public async Task Only_the_API_is_shared(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)) { Headers = { { "Origin", "https://shop.example.com" } } };
        using var answer = await Client.Http.SendAsync(request);

        Assert.That(Header(answer, "Access-Control-Allow-Origin"), Is.Null);
    }

    [Test]
    [Property("Checklist", "N5")]
    public async Task The_contracts_page_runs_no_inline_script()
    {
        using var page = await Client.Http.GetAsync(new Uri("/swagger/index.html", UriKind.Relative));
        var policy = Header(page, "Content-Security-Policy");

        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(policy, Does.Contain("default-src 'none'").And.Contain("script-src 'self'").And.Contain("base-uri 'none'").And.Not.Contain("unsafe"));
        Assert.That(await page.Content.ReadAsStringAsync(), Does.Not.Match("<script>|<style>| style="));
    }

    [Test]
    [Property("Checklist", "O1")]
    public async Task The_mailed_link_comes_from_the_settings_whatever_the_headers_say()
    {
        await using var api = await ResetApi.StartAsync(Parts.Embedded, new Dictionary<string, string?>
        {
            ["PublicUrl"] = "https://reset.example.com/", ["Codes:AddressSendsAnHour"] = "1", ["Proxies:Networks:0"] = "127.0.0.0/8",
            ["AllowedHosts"] = "also-allowed.example",
        });
        var account = await api.SignUpAsync();
        using var http = api.CreateClient();
        http.DefaultRequestHeaders.Host = "also-allowed.example";
        foreach (var name in (string[])["X-Forwarded-Host", "X-Original-Host", "X-Host"]) http.DefaultRequestHeaders.Add(name, ["evil.example", "evil.example:8080"]);
        http.DefaultRequestHeaders.Add("Forwarded", ["host=evil.example", "host=evil.example;proto=http"]);

        await new ResetClient(http).OpenAsync(account.Email, sendCode: true);
        var mail = await api.SendGrid.NextMailAsync(account.Email);

        Assert.That(mail.Text, Does.Contain("https://reset.example.com/#link=").And.Not.Contain("evil").And.Not.Contain("also-allowed"));
    }

    private Task<HttpResponseMessage> PostAsync(string origin, string? type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes($$"""{"email":"{{ResetApi.FreshAddress()}}"}"""));
        if (type is not null) content.Headers.TryAddWithoutValidation("Content-Type", type);
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/reset-tickets", UriKind.Relative)) { Content = content }, origin);
    }

    private Task<HttpResponseMessage> PreflightAsync(string origin, string path, string method, string headers = "authorization,content-type,idempotency-key") => SendAsync(
        new HttpRequestMessage(HttpMethod.Options, new Uri(path, UriKind.Relative))
        {
            Headers = { { "Access-Control-Request-Method", method }, { "Access-Control-Request-Headers", headers } },
        }, origin);

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string origin)
    {
        using (request)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
            return await Client.Http.SendAsync(request);
        }
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
