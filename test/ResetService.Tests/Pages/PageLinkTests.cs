using System.Net;
using ResetService.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ResetService.Tests.Pages;

/// <summary>What a link brings along: the owner's secret, or an address.</summary>
internal sealed class PageLinkTests() : PageTest(Parts.Real, new Dictionary<string, string?>
{
    ["Codes:AddressSendsAnHour"] = "1",
    ["Storefronts:tea & söhne:Name"] = "Tea & Söhne",
    ["Storefronts:tea & söhne:SignInUrl"] = "https://tea.example.com/sign-in",
    ["Storefronts:tea & söhne:Sender"] = "no-reply@tea.example.com",
    ["Storefronts:tea & söhne:SupportEmail"] = "support@tea.example.com",
})
{
    [Test]
    [Property("Checklist", "K3")]
    public async Task The_owners_link_survives_every_scanner_and_opens_by_a_press()
    {
        var account = await Api.SignUpAsync();
        var asking = await ArriveAsync();
        var link = (await asking.GetMailAsync(account.Email)).LinkPath;
        await asking.ReadsAsync("#code h1", "Open the link in our mail");
        await Expect(asking.Find("#confirmation")).ToBeHiddenAsync();

        var head = await Client.CallAsync(HttpMethod.Head, "", secret: null);
        for (var i = 0; i < 5; i++) (await Client.Http.GetAsync(new Uri("/", UriKind.Relative))).Dispose();
        var scanner = await ArriveAsync(link);
        await scanner.SeesAsync("link");
        await scanner.Page.ReloadAsync();
        await scanner.SeesAsync("link");

        var owner = await ArriveAsync(link);
        await owner.PressAsync("#link button");
        await owner.SeesAsync("password");
        await owner.SetPasswordAsync(ResetApi.GoodPassword);
        await owner.SeesAsync("done");

        Assert.That(head.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(scanner.Requests.Select(request => request.Method), Is.All.EqualTo("GET"));
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
        await scanner.PressAsync("#link button");
        await scanner.ReadsAsync("#over h1", "This link doesn’t work any more");
    }

    [Test]
    public async Task The_owners_link_opens_in_the_shop_and_the_language_of_its_mail()
    {
        var account = await Api.SignUpAsync(change: account => (account.Storefront, account.Locale) = ("tea & söhne", "sk"));
        var mail = await (await ArriveAsync()).GetMailAsync(account.Email);

        var owner = await ArriveAsync(mail.LinkPath);

        await owner.ReadsAsync(".shop", "Tea & Söhne");
        await Expect(owner.Find("html")).ToHaveAttributeAsync("lang", "sk");
        await owner.PressAsync("#link button");
        await owner.SeesAsync("password");
        Assert.That(owner.Requests.Select(request => request.Url), Has.None.Contains(mail.Link.Token));
    }

    [Test]
    public async Task A_link_opens_in_a_tab_that_is_at_the_page_already()
    {
        var customer = await ArriveAsync();

        await customer.Page.EvaluateAsync("location.hash = 'link=id.token'");

        await customer.SeesAsync("link");
    }

    [TestCase(0)]
    [TestCase(20)]
    public async Task A_link_that_lost_its_end_is_said_to_be_none(int length)
    {
        var owner = await ArriveAsync("#link=Nf3kZ0aQ2bH4v7yT1mXw9RcUeGjLpSdA." + new string('x', length));

        await owner.PressAsync("#link button");

        await owner.ReadsAsync("#over h1", "This link doesn’t work any more");
    }

    [Test]
    public async Task An_address_in_the_fragment_ends_the_reset_of_another()
    {
        var account = await Api.SignUpAsync();
        var customer = await ArriveAsync();
        await customer.GetMailAsync(account.Email);

        await customer.GoAsync($"#email={account.Email}");
        await customer.ReadsAsync("#code", account.Email[..1] + "***");
        await customer.GoAsync("#email=somebody.else@example.com");

        await customer.SeesAsync("email");
        await Expect(customer.Find("#address")).ToHaveValueAsync("somebody.else@example.com");
    }

    [Test]
    public async Task An_address_in_the_fragment_is_filled_in_and_stays_after_a_reload()
    {
        var customer = await ArriveAsync("#email=ada+shop%40example.com");

        await Expect(customer.Find("#address")).ToHaveValueAsync("ada+shop@example.com");
        await customer.Page.ReloadAsync();
        await Expect(customer.Find("#address")).ToHaveValueAsync("ada+shop@example.com");
    }
}
