using ResetService.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ResetService.Tests.Pages;

/// <summary>Time passes, for the service and for its customer.</summary>
internal sealed class PageTimeTests() : PageTest(Parts.Embedded)
{
    [Test]
    public async Task The_mail_can_be_sent_again_after_a_minute_and_the_ticket_ends_after_twenty()
    {
        var account = await Api.SignUpAsync();
        var customer = await ArriveAsync();
        await customer.Page.Clock.InstallAsync();
        var first = await customer.GetMailAsync(account.Email);
        await customer.ConfirmAsync(WrongCode(first.Code));
        await customer.ReadsAsync("#digits-error", "4 tries left.");

        await Expect(customer.Find("#again button")).ToHaveAttributeAsync("aria-disabled", "true");
        await customer.ReadsAsync("#again button", "Send it again in 0:");
        await customer.Find("#again button").ClickAsync(new() { Force = true });
        Api.Clock.Advance(TimeSpan.FromSeconds(60));
        await customer.Page.Clock.FastForwardAsync(62_000);
        await Expect(customer.Find("#again button")).ToHaveAttributeAsync("aria-disabled", "false");
        await customer.PressAsync("#again button");
        await customer.ReadsAsync("#again", "The mail is on its way again.");
        var second = await Api.SendGrid.NextMailAsync(account.Email, 2);
        await customer.TypeAsync("#digits", "1");
        await customer.Page.Clock.RunForAsync(1000);
        await customer.ReadsAsync("#digits-help", "4 tries left.");

        Api.Clock.Advance(TimeSpan.FromMinutes(20));
        await customer.Page.Clock.FastForwardAsync("20:00");
        await customer.ReadsAsync("#digits-help", "This code’s time is over.");
        await customer.ConfirmAsync(first.Code);
        await customer.ReadsAsync("#over h1", "This request has ended");

        Assert.That(second.Code, Is.EqualTo(first.Code));
        Assert.That(customer.Requests.Count(request => request.Url.EndsWith("/code", StringComparison.Ordinal)), Is.EqualTo(2));
    }
}
