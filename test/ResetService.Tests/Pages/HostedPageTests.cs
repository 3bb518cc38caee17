using System.Net;
using System.Text.RegularExpressions;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;

namespace ResetService.Tests.Pages;

/// <summary>The page as a server sends it: whose brand, which language, what it allows, what it weighs.</summary>
internal sealed partial class HostedPageTests() : ResetTest(Parts.Embedded, new Dictionary<string, string?>
{
    ["Storefronts:other:Name"] = "<b>Ötzi's</b> 🛍 متجر " + LongName,
    ["Storefronts:other:SignInUrl"] = "https://other.example/sign-in?a=1&b=2",
    ["Storefronts:other:Sender"] = "no-reply@other.example",
    ["Storefronts:other:SupportEmail"] = "support@other.example",
    ["Storefronts:other:AccentColor"] = "#FFcc00",
    ["Storefronts:other:LogoUrl"] = "https://cdn.other.example/logo.svg",
    ["Storefronts:arabic:Name"] = "متجر",
    ["Storefronts:arabic:SignInUrl"] = "https://arabic.example/",
    ["Storefronts:arabic:Sender"] = "no-reply@arabic.example",
    ["Storefronts:arabic:SupportEmail"] = "support@arabic.example",
    ["Storefronts:arabic:Locales:0"] = "ar",
    ["Storefronts:arabic:Locales:1"] = "en-GB",
})
{
    private const int MostBytes = 60 * 1024;

    private static readonly string LongName = new('x', 200);

    [TestCase("", "Example Shop")]
    [TestCase("?storefront=default", "Example Shop")]
    [TestCase("?storefront=nobody", "Example Shop")]
    [TestCase("?storefront=", "Example Shop")]
    [TestCase("?storefront=%3Cscript%3E", "Example Shop")]
    public async Task Who_names_no_shop_gets_the_default_one(string query, string name)
    {
        var page = await GetAsync(query);

        Assert.That(page.Text, Does.Contain($"<p class=\"shop\">{name}</p>").And.Contain("data-storefront=\"default\""));
        Assert.That(page.Text, Does.Not.Contain("script>alert").And.Not.Contain("nobody"));
    }

    [Test]
    public async Task A_shops_brand_is_its_name_its_logo_and_its_colour()
    {
        var page = await GetAsync("?storefront=other");
        var accent = await Client.CallAsync(HttpMethod.Get, Accent().Match(page.Text).Value, secret: null);

        Assert.That(page.Text, Does.Contain("data-storefront=\"other\"").And.Contain("&lt;b&gt;Ötzi").And.Contain("🛍 متجر").And.Contain(LongName).And.Not.Contain("<b>"));
        Assert.That(page.Text, Does.Contain("<img src=\"https://cdn.other.example/logo.svg\"").And.Contain("href=\"https://other.example/sign-in?a&#x3D;1&amp;b&#x3D;2\"").Or.Contain("href=\"https://other.example/sign-in?a=1&amp;b=2\""));
        Assert.That(Policy(page), Does.Contain("img-src 'self' data: https://cdn.other.example;"));
        Assert.That(accent.Text, Is.EqualTo(":root { --accent: #FFcc00; --on-accent: #000000; }\n"));
    }

    [TestCase("", null, "en ltr")]
    [TestCase("?locale=sk", null, "sk ltr")]
    [TestCase("?locale=sk", "de", "sk ltr")]
    [TestCase("?locale=tlh", "de", "de ltr")]
    [TestCase("", "ar-EG, en;q=0.5", "ar rtl")]
    [TestCase("", "tlh, pt;q=0.5", "pt-BR ltr")]
    [TestCase("?storefront=arabic", null, "ar rtl")]
    [TestCase("?storefront=arabic", "en", "en ltr")]
    [TestCase("?storefront=arabic&locale=sk", "sk", "ar rtl")]
    public async Task It_speaks_the_readers_language(string query, string? acceptLanguage, string expected)
    {
        var page = await GetAsync(query, ("Accept-Language", acceptLanguage));
        var (language, direction) = (expected.Split(' ')[0], expected.Split(' ')[1]);

        Assert.That(page.Text, Does.Contain($"<html lang=\"{language}\" dir=\"{direction}\""));
        Assert.That(page.Text, Does.Match($"""<option value="{language}" lang="{language}" selected>"""));
        Assert.That(page.Response.Content.Headers.ContentLanguage, Is.EqualTo([language]));
        Assert.That(page.Response.Headers.Vary, Does.Contain("Accept-Language"));
    }

    [Test]
    [Property("Checklist", "N5")]
    [Property("Checklist", "L6")]
    public async Task Its_policy_lets_in_its_own_files_and_nothing_else()
    {
        var page = await GetAsync("");

        Assert.That(Policy(page).Split("; "), Is.EqualTo(
        [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "worker-src 'self'", "connect-src 'self'", "img-src 'self' data:",
            "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types reset",
        ]));
        Assert.That(page.Text, Does.Not.Match("(?i)<script>| style=| on[a-z]+=|javascript:"));
        Assert.That(page.Response.Headers.CacheControl!.NoStore, Is.True);
        Assert.That(page.Response.Headers.GetValues("Referrer-Policy"), Is.EqualTo(["no-referrer"]));
    }

    [Test]
    public async Task Its_files_are_kept_for_ever_under_an_address_that_changes_with_them()
    {
        var page = await GetAsync("");

        foreach (var address in Files().Matches(page.Text).Select(file => file.Value).Distinct())
        {
            var file = await Client.CallAsync(HttpMethod.Get, address, secret: null);
            var ofAnotherVersion = await Client.CallAsync(HttpMethod.Get, address.Replace(address.Split('/')[1], "another", StringComparison.Ordinal), secret: null);

            Assert.That(file.Response.Headers.CacheControl!.ToString(), Is.EqualTo("public, max-age=31536000, immutable"), address);
            Assert.That(ofAnotherVersion.Text, Is.EqualTo(file.Text));
            Assert.That(ofAnotherVersion.Response.Headers.CacheControl!.ToString(), Is.EqualTo("no-store"));
        }
    }

    [TestCase("page/x/page.hbs")]
    [TestCase("page/x/nothing.js")]
    [TestCase("page/x/accent-red.css")]
    [TestCase("page/x/..%2Fen.json")]
    [TestCase("page/x")]
    public async Task What_is_no_file_of_the_page_is_not_found(string address) =>
        (await Client.CallAsync(HttpMethod.Get, address, secret: null)).AssertRefused("not-found");

    [Test]
    public async Task It_weighs_less_than_60_KB()
    {
        var page = await GetAsync("", ("Accept-Encoding", "br"));
        var plain = await GetAsync("");
        var worker = Files().Match(plain.Text).Value.Split('/')[1];
        var addresses = Files().Matches(plain.Text).Select(file => file.Value).Append($"page/{worker}/solver.js").Distinct().ToList();

        var weight = page.Response.Content.Headers.ContentLength ?? (await page.Response.Content.ReadAsByteArrayAsync()).Length;
        foreach (var address in addresses)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative)) { Headers = { { "Accept-Encoding", "br" } } };
            using var file = await Client.Http.SendAsync(request);
            Assert.That(file.Content.Headers.ContentEncoding, Is.EqualTo(["br"]), address);
            weight += (await file.Content.ReadAsByteArrayAsync()).Length;
        }

        await TestContext.Out.WriteLineAsync($"{weight} bytes in {addresses.Count + 1} files");
        Assert.That(weight, Is.LessThan(MostBytes));
    }

    [Test]
    public async Task Only_what_holds_no_secret_is_compressed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/reset-tickets", UriKind.Relative)) { Content = new StringContent("""{"email":"ada@example.com"}""", null, "application/json") };
        request.Headers.Add("Accept-Encoding", "br, gzip");
        using var ticket = await Client.Http.SendAsync(request);

        Assert.That(ticket.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(ticket.Content.Headers.ContentEncoding, Is.Empty);
    }

    [TestCase("POST")]
    [TestCase("PUT")]
    [Property("Checklist", "L3")]
    public async Task It_can_be_looked_at_and_nothing_else(string method) =>
        (await Client.CallAsync(new HttpMethod(method), "", secret: null, new { })).AssertRefused("method-not-allowed");

    private async Task<Answer> GetAsync(string query, params IEnumerable<(string Name, string? Value)> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/" + query, UriKind.Relative));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request);
    }

    private static string Policy(Answer page) => page.Response.Headers.GetValues("Content-Security-Policy").Single();

    [GeneratedRegex(@"page/[\w-]+/[\w.-]+")]
    private static partial Regex Files();

    [GeneratedRegex(@"page/[\w-]+/accent-\w+\.css")]
    private static partial Regex Accent();
}
