using ResetService.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ResetService.Tests.Pages;

/// <summary>The main job once more, by a person: from the page to the shop's sign-in.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
[Property("Checklist", "N3")]
internal sealed class PageWalkTests(Parts parts) : PageTest(parts)
{
    [TestCase(Hand.Mouse, "en")]
    [TestCase(Hand.Mouse, "ar")]
    [TestCase(Hand.Touch, "sk")]
    [TestCase(Hand.Touch, "ar")]
    [TestCase(Hand.Keyboard, "en")]
    [TestCase(Hand.Keyboard, "ar")]
    [Property("Checklist", "B5")]
    public async Task A_customer_gets_a_new_password(Hand hand, string locale)
    {
        var account = await Api.SignUpAsync();
        var customer = await ArriveAsync($"?locale={locale}", hand);
        await Expect(customer.Find("html")).ToHaveAttributeAsync("lang", locale);

        var mail = await customer.GetMailAsync(account.Email);
        await customer.ReadsAsync("#code .reference", mail.Reference);
        await customer.ConfirmAsync($"{mail.Code[..3]} {mail.Code[3..]}");
        await customer.SeesAsync("password");
        await customer.SetPasswordAsync(ResetApi.GoodPassword);
        await customer.SeesAsync("done");

        await Expect(customer.Find("#done a")).ToHaveAttributeAsync("href", "https://shop.example.com/sign-in");
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.OldPassword), Is.False);
    }
}
