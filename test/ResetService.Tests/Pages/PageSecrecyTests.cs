using System.Text.Json.Nodes;
using ResetService.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ResetService.Tests.Pages;

/// <summary>What a page must not let out, and must not let in.</summary>
internal sealed class PageSecrecyTests() : PageTest(Parts.Real, log: Log)
{
    private static readonly WholeLog Log = new();

    [OneTimeTearDown]
    public void CloseLog() => Log.Dispose();

    [Test]
    [Property("Checklist", "N4")]
    public async Task No_secret_reaches_an_address_a_log_or_what_outlives_the_tab()
    {
        var account = await Api.SignUpAsync();
        var customer = await ArriveAsync($"#email={account.Email}");

        var mail = await customer.GetMailAsync(account.Email);
        var token = await KeptAsync(customer, "ticket", "token");
        await customer.ConfirmAsync(mail.Code);
        await customer.SeesAsync("password");
        var pass = await KeptAsync(customer, "pass", "pass");
        await customer.SetPasswordAsync(ResetApi.GoodPassword);
        await customer.SeesAsync("done");

        string[] secrets = [token, pass, account.Email, ResetApi.GoodPassword];
        Assert.That(secrets, Has.All.Not.Empty);
        foreach (var secret in secrets)
        {
            Assert.That(customer.Requests.Select(request => request.Url), Has.None.Contains(secret).And.None.Contains(Uri.EscapeDataString(secret)));
            Assert.That(Log.Lines, Has.None.Contains(secret));
        }

        Assert.That(await customer.Page.EvaluateAsync<string>("sessionStorage['reset:default']"), Does.Not.Contain(token).And.Not.Contain(pass));
        customer.TurnTo(await customer.Page.Context.NewPageAsync()); // localStorage, cookies and fragments are looked at when they leave
        await customer.GoAsync("");
        Assert.That(await customer.Page.EvaluateAsync<string>("sessionStorage['reset:default']"), Is.EqualTo("{}"));
    }

    [Test]
    [Property("Checklist", "N5")]
    public async Task No_script_comes_in()
    {
        var customer = await ArriveAsync();

        var hacked = await customer.Page.EvaluateAsync<bool>("""
            async () => {
                const attempts = [
                    () => { const script = document.createElement('script'); script.append('hacked = true'); document.body.append(script); },
                    () => { document.body.innerHTML += '<img src="data:," onerror="hacked = true">'; },
                    () => { document.body.setAttribute('onclick', 'hacked = true'); document.body.click(); },
                    () => { const script = document.createElement('script'); script.src = 'https://evil.example/script.js'; document.body.append(script); },
                    () => { setTimeout('hacked = true'); },
                    () => { location.href = 'javascript:hacked = true'; },
                ];
                for (const attempt of attempts) {
                    try { attempt(); } catch { /* refused */ }
                }
                await new Promise(resolve => setTimeout(resolve));
                return 'hacked' in window;
            }
            """);

        Assert.That(hacked, Is.False);
        Assert.That(customer.TakeOffences(), Has.Some.Contains("script"));
    }

    [TestCase("?storefront=default&return=https%3A%2F%2Fevil.example")]
    [TestCase("?signInUrl=//evil.example&next=https:evil.example&redirect_uri=https://shop.example.com@evil.example")]
    [Property("Checklist", "N6")]
    public async Task Where_it_leads_in_the_end_is_the_shops_word_alone(string query)
    {
        var account = await Api.SignUpAsync();
        var customer = await ArriveAsync($"{query}#signInUrl=https://evil.example");

        await customer.ConfirmAsync((await customer.GetMailAsync(account.Email)).Code);
        await customer.SeesAsync("password");
        await customer.SetPasswordAsync(ResetApi.GoodPassword);
        await customer.SeesAsync("done");

        await Expect(customer.Find("#done a")).ToHaveAttributeAsync("href", "https://shop.example.com/sign-in");
        var links = await customer.Find("a").EvaluateAllAsync<string[]>("links => links.map(link => link.href)");
        Assert.That(links, Is.All.EqualTo("https://shop.example.com/sign-in").Or.StartsWith("mailto:support@shop.example.com"));
    }

    private static async Task<string> KeptAsync(Customer customer, string member, string secret) =>
        (string)JsonNode.Parse(await customer.Page.EvaluateAsync<string>("sessionStorage['reset:default']"))![member]![secret]!;
}
