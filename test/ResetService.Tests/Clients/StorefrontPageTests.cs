using System.Net.Mime;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ResetService.Tests.Clients;

/// <summary>The page that deploy/ gives to shops, on a shop's own origin in Chromium, with the public ALTCHA widget.</summary>
internal sealed class StorefrontPageTests() : ResetTest(Parts.Real, new Dictionary<string, string?>
{
    ["HumanCheck:Mode"] = "altcha",
    ["HumanCheck:Altcha:Cost"] = "1000",
    ["HumanCheck:Altcha:Attempts"] = "20",
    ["HumanCheck:Altcha:MaxLevel"] = "1",
    ["Limits:EasyProofsPerAddress:Limit"] = "1", // the second ticket of an address asks for a harder proof
    ["Storefronts:default:Origins:0"] = Shop,
})
{
    private static readonly string Shop = $"http://127.0.0.1:{FreePort.Take()}";

    private WebApplication shop = null!;
    private IBrowserContext browser = null!;
    private IPage page = null!;

    [OneTimeSetUp]
    public async Task OpenShop()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Shop);
        shop = builder.Build();
        var html = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "storefront-page.html"));
        var widget = await File.ReadAllTextAsync(Path.Combine(NodeClient.Packages("altcha"), "altcha", "dist", "main", "altcha.min.js"));
        shop.MapGet("/", () => Results.Content(html.Replace("https://reset.example.com", Client.Http.BaseAddress!.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal), MediaTypeNames.Text.Html));
        shop.MapGet("/altcha.js", () => Results.Content(widget, MediaTypeNames.Text.JavaScript));
        await shop.StartAsync();

        browser = await (await Servers.Browser).OpenAsync(new());
        page = await browser.NewPageAsync();
        await page.RouteAsync("https://shop.example.com/sign-in", route => route.FulfillAsync(new() { Body = "Sign in" }));
    }

    [OneTimeTearDown]
    public async Task CloseShop()
    {
        await browser.DisposeAsync();
        await shop.DisposeAsync();
    }

    [Test]
    public async Task A_customer_gets_a_new_password_on_it()
    {
        var account = await Api.SignUpAsync();
        var challenge = await Client.CallAsync(HttpMethod.Get, "v1/challenges", secret: null);
        await Client.CreateTicketAsync(new { email = account.Email, proof = AltchaSolver.Solve(JsonNode.Parse(challenge.Text)!) });

        await page.GotoAsync(Shop);
        await page.GetByText("I'm not a robot").ClickAsync();
        await Expect(page.GetByText("Verified")).ToBeVisibleAsync();
        await TypeAsync("Request", ("E-mail", account.Email));
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("a***@example.com");
        var mail = await Api.SendGrid.NextMailAsync(account.Email);
        await TypeAsync("Confirm", ("Code from the mail", WrongCode(mail.Code)));
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("The code is not right.");
        await TypeAsync("Confirm", ("Code from the mail", mail.Code));
        await TypeAsync("Request", ("New password", "Password1"), ("Once more", "Password1"));
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("This password is too easy to guess.");
        await TypeAsync("Request", ("New password", ResetApi.GoodPassword), ("Once more", ResetApi.GoodPassword));
        await page.WaitForURLAsync("https://shop.example.com/sign-in");

        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
    }

    private async Task TypeAsync(string button, params (string Label, string Text)[] fields)
    {
        foreach (var (label, text) in fields) await page.GetByLabel(label).FillAsync(text);
        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
    }
}
