using System.Net;
using System.Text.Json;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>A shop looks like itself, and asks of passwords what it decided.</summary>
internal sealed class StorefrontTests() : ResetTest(Parts.Embedded, new Dictionary<string, string?>
{
    ["Storefronts:tea:Name"] = "Tea House",
    ["Storefronts:tea:SignInUrl"] = "https://tea.example.com/sign-in",
    ["Storefronts:tea:Sender"] = "no-reply@tea.example.com",
    ["Storefronts:tea:SupportEmail"] = "support@tea.example.com",
    ["Storefronts:tea:Locales:0"] = "sk",
    ["Storefronts:tea:Locales:1"] = "en",
    ["Storefronts:tea:AccentColor"] = "#ffd600",
    ["Storefronts:tea:LogoUrl"] = "https://tea.example.com/logo.svg",
    ["Storefronts:tea:PasswordPreset"] = "nist-800-63b-4",
})
{
    // Eight characters that mix: the service's own policy takes them, the shop's doesn't.
    private const string ShortPassword = "Kx9vL2qT";

    private const string ShopsRules = """{"minLength":15,"maxLength":256,"mixBelow":0,"minScore":3}""";

    [Test]
    public async Task A_storefront_says_how_it_looks_and_what_passwords_it_takes()
    {
        var read = await Client.ReadStorefrontAsync("tea");

        Assert.That(read.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(JsonElement.DeepEquals(read.Body, JsonElement.Parse($$"""
            {
              "name": "Tea House", "locales": ["sk", "en"], "signInUrl": "https://tea.example.com/sign-in",
              "accentColor": "#ffd600", "accentTextColor": "#000000", "logoUrl": "https://tea.example.com/logo.svg", "passwordPolicy": {{ShopsRules}}
            }
            """)), Is.True, read.Text);
        Assert.That(read.Header("Cache-Control"), Is.EqualTo("no-store"));
    }

    [Test]
    public async Task One_that_sets_nothing_more_offers_every_language_and_the_service_s_own_policy()
    {
        var read = await Client.ReadStorefrontAsync("default");

        Assert.That(read.Members, Is.EqualTo("name locales signInUrl accentColor accentTextColor passwordPolicy"));
        Assert.That(read.Body.GetProperty("locales")[0].GetString(), Is.EqualTo("en"));
        Assert.That(read.Body.GetProperty("passwordPolicy").GetProperty("minLength").GetInt32(), Is.EqualTo(8));
    }

    [TestCase("coffee")]
    [TestCase("Tea")]
    [TestCase("tea%0A")]
    public async Task An_unknown_storefront_is_not_found(string name) => (await Client.ReadStorefrontAsync(name)).AssertRefused("not-found");

    [Test]
    public async Task The_shop_s_policy_holds_at_every_step()
    {
        var account = await Api.SignUpAsync();
        var created = await Client.CreateTicketAsync(new { email = account.Email, storefront = "tea", sendCode = true });
        var ticket = new Ticket(created["id"], created["token"]);
        var confirmed = await Client.ConfirmAsync(ticket, (await Api.SendGrid.NextMailAsync(account.Email)).Code);

        var checkedPassword = await Client.CheckPasswordAsync(ticket.Id, confirmed["pass"], ShortPassword);
        var set = await Client.SetPasswordAsync(ticket.Id, confirmed["pass"], ShortPassword);

        Assert.That(confirmed.Body.GetProperty("passwordPolicy").GetRawText(), Is.EqualTo(ShopsRules));
        Assert.That(checkedPassword.Body.GetProperty("reasons")[0].GetProperty("code").GetString(), Is.EqualTo("too-short"));
        set.AssertRefused("password-rejected");
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.OldPassword), Is.True);
    }

    [Test]
    public async Task The_same_password_is_good_enough_elsewhere()
    {
        var (ticket, pass) = await ConfirmedAsync(await Api.SignUpAsync());

        var set = await Client.SetPasswordAsync(ticket.Id, pass, ShortPassword);

        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
    }

    [Test]
    public async Task A_link_s_ticket_has_its_shop_s_policy()
    {
        await using var api = await ResetApi.StartAsync(Parts.Embedded, new Dictionary<string, string?>
        {
            ["Codes:AddressSendsAnHour"] = "1", ["Storefronts:default:PasswordPreset"] = "nist-800-63b-4",
        });
        using var http = api.CreateClient();
        var client = new ResetClient(http);
        var account = await api.SignUpAsync();
        await client.OpenAsync(account.Email, sendCode: true);
        var (id, token) = (await api.SendGrid.NextMailAsync(account.Email)).Link;

        var confirmed = await client.ConfirmLinkAsync(id, token);

        Assert.That(confirmed.Body.GetProperty("passwordPolicy").GetRawText(), Is.EqualTo(ShopsRules));
    }
}
