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
