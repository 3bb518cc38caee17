using System.Net;
using System.Text.Json;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>Mails come in the name of the customer's own shop.</summary>
internal sealed class BrandTests() : ResetTest(Parts.Embedded, Settings)
{
    private const string OddName = """<b>Tea</b> & "Söhne" {{x}} 🫖""";

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Storefronts:tea:Name"] = "Tea House",
        ["Storefronts:tea:SignInUrl"] = "https://tea.example.com/sign-in",
        ["Storefronts:tea:Sender"] = "no-reply@tea.example.com",
        ["Storefronts:tea:SupportEmail"] = "support@tea.example.com",
        ["Storefronts:tea:PasswordPreset"] = "nist-800-63b-4",
        ["Storefronts:tea:SendGridApiKey"] = SendGridStub.OtherApiKey,
        ["Storefronts:odd:Name"] = OddName,
        ["Storefronts:odd:SignInUrl"] = "https://odd.example.com/sign-in",
        ["Storefronts:odd:Sender"] = "no-reply@odd.example.com",
        ["Storefronts:odd:SupportEmail"] = "support@odd.example.com",
    };

    [TestCase(null, null, "no-reply@shop.example.com")]
    [TestCase(null, "tea", "no-reply@tea.example.com")]
    [TestCase("tea", null, "no-reply@tea.example.com")]
    [TestCase("tea", "default", "no-reply@tea.example.com")]
    [TestCase("default", "tea", "no-reply@shop.example.com")]
    [TestCase("closed since", "tea", "no-reply@shop.example.com")]
    public async Task The_account_s_own_shop_goes_before_the_one_it_was_asked_in(string? own, string? asked, string sender)
    {
        var account = await Api.SignUpAsync(change: account => account.Storefront = own);

        var created = await Client.CreateTicketAsync(new Dictionary<string, object?> { ["email"] = account.Email, ["storefront"] = asked, ["sendCode"] = true });
        var mail = await Api.SendGrid.NextMailAsync(account.Email);
        var confirmed = await Client.ConfirmAsync(new(created["id"], created["token"]), mail.Code);
        var set = await Client.SetPasswordAsync(created["id"], confirmed["pass"], ResetApi.GoodPassword);
        var changed = await Api.SendGrid.NextMailAsync(account.Email, 2);

        Assert.That((mail.From, changed.From), Is.EqualTo((sender, sender)));
        Assert.That(mail.Headers["Authorization"], Does.EndWith(sender.Contains("tea", StringComparison.Ordinal) ? SendGridStub.OtherApiKey : Api.SendGrid.ApiKey));
        Assert.That(set["signInUrl"], Is.EqualTo(asked == "tea" ? "https://tea.example.com/sign-in" : "https://shop.example.com/sign-in"));
    }

    [TestCase("tea", null, 15)]
    [TestCase("tea", "default", 15)]
    [TestCase(null, "tea", 15)]
    [TestCase("default", "tea", 8)]
    [Property("Checklist", "G1")]
    public async Task The_account_s_own_shop_says_what_a_password_must_be_like(string? own, string? asked, int length)
    {
        const string twelve = "Rain-Orbit42";
        var account = await Api.SignUpAsync(change: account => account.Storefront = own);

        var created = await Client.CreateTicketAsync(new Dictionary<string, object?> { ["email"] = account.Email, ["storefront"] = asked, ["sendCode"] = true });
        var confirmed = await Client.ConfirmAsync(new(created["id"], created["token"]), (await Api.SendGrid.NextMailAsync(account.Email)).Code);
        var check = await Client.CheckPasswordAsync(created["id"], confirmed["pass"], twelve);
        var set = await Client.SetPasswordAsync(created["id"], confirmed["pass"], twelve);

        Assert.That(confirmed.Body.GetProperty("passwordPolicy").GetProperty("minLength").GetInt32(), Is.EqualTo(length));
        Assert.That(check.Body.GetProperty("acceptable").GetBoolean(), Is.EqualTo(length == 8), check.Text);
        Assert.That(set.Status, Is.EqualTo(length == 8 ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity), set.Text);
    }

    [Test]
    public async Task A_password_may_not_be_the_name_of_the_account_s_own_shop()
    {
        var account = await Api.SignUpAsync(change: account => account.Storefront = "tea");
        var (ticket, pass) = await ConfirmedAsync(account);

        var check = await Client.CheckPasswordAsync(ticket.Id, pass, "Tea House");

        Assert.That(check.Text, Does.Contain("is-shop-name"));
    }

    [Test]
    [Property("Checklist", "K5")]
    public async Task A_shop_s_name_arrives_as_text_whatever_it_is()
    {
        var account = await Api.SignUpAsync();

        await Client.CreateTicketAsync(new { email = account.Email, storefront = "odd", sendCode = true });
        var mail = await Api.SendGrid.NextMailAsync(account.Email);
        using var sent = JsonDocument.Parse(mail.Raw);

        Assert.That(mail.Subject, Is.EqualTo($"Your code for {OddName}"));
        Assert.That(sent.RootElement.GetProperty("from").GetProperty("name").GetString(), Is.EqualTo(OddName));
        Assert.That(mail.Html, Does.Not.Contain("<b>"));
        Assert.That(WebUtility.HtmlDecode(mail.Html), Does.Contain($"<title>Your code for {OddName}</title>"));
    }
}
