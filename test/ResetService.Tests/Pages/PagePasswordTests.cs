using Microsoft.Playwright;
using ResetService.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ResetService.Tests.Pages;

/// <summary>The screen of the new password.</summary>
internal sealed class PagePasswordTests() : PageTest(Parts.Embedded)
{
    [Test]
    [Property("Checklist", "G10")]
    public async Task Managers_pasting_and_showing_are_welcome()
    {
        var account = await Api.SignUpAsync();
        var customer = await ArriveAsync(options: new() { Permissions = ["clipboard-read", "clipboard-write"] });
        await customer.ConfirmAsync((await customer.GetMailAsync(account.Email)).Code);
        await customer.SeesAsync("password");
        var fields = customer.Find("#new-password, #repeat");

        foreach (var field in await fields.AllAsync())
        {
            await Expect(field).ToHaveAttributeAsync("type", "password");
            await Expect(field).ToHaveAttributeAsync("autocomplete", "new-password");
            await Expect(field).Not.ToHaveAttributeAsync("maxlength", new System.Text.RegularExpressions.Regex("."));
        }

        await Expect(customer.Find("[autocomplete=username]")).ToHaveValueAsync(account.Email);
        await customer.Page.EvaluateAsync("words => navigator.clipboard.writeText(words)", ResetApi.GoodPassword);
        foreach (var field in await fields.AllAsync())
        {
            await field.FocusAsync();
            await customer.Page.Keyboard.PressAsync("Control+V");
            await Expect(field).ToHaveValueAsync(ResetApi.GoodPassword);
        }

        await customer.Page.GetByLabel("Show the passwords").CheckAsync();
        foreach (var field in await fields.AllAsync()) await Expect(field).ToHaveAttributeAsync("type", "text");
        await customer.PressAsync("#password form button");
        await customer.SeesAsync("done");
    }

    [Test]
    public async Task A_manager_keeps_it_under_the_address_that_it_is_for()
    {
        var account = await Api.SignUpAsync();
        var customer = await ArriveAsync();
        var mail = await customer.GetMailAsync(account.Email);

        await customer.PressAsync("summary");
        await customer.PressAsync("#code [data-go=email]");
        await customer.TypeAsync("#address", "somebody.else@example.com");
        await customer.Page.GoBackAsync();
        await customer.ConfirmAsync(mail.Code);
        await customer.SeesAsync("password");

        await Expect(customer.Find("[autocomplete=username]")).ToHaveValueAsync(account.Email);
    }

    [TestCase(200, """{"signInUrl":"https://shop.example.com/sign-in"}""", "done")]
    [TestCase(404, """{"code":"ticket-not-found"}""", "over")]
    [Property("Checklist", "N4")]
    public async Task What_was_typed_is_gone_when_its_screen_is_left(int status, string answer, string screen)
    {
        var customer = await ArriveAsync();
        await customer.ConfirmAsync((await customer.GetMailAsync((await Api.SignUpAsync()).Email)).Code);
        await customer.SeesAsync("password");
        await customer.AnswerAsync("**/password", status, answer);

        await customer.SetPasswordAsync(ResetApi.GoodPassword);
        await customer.SeesAsync(screen);

        foreach (var field in await customer.Find("#new-password, #repeat").AllAsync()) await Expect(field).ToHaveValueAsync("");
    }

    [Test]
    public async Task The_rules_tick_themselves_off()
    {
        var account = await Api.SignUpAsync();
        var customer = await ArriveAsync();
        await customer.ConfirmAsync((await customer.GetMailAsync(account.Email)).Code);
        await customer.SeesAsync("password");

        await MetAsync(customer, "");
        await customer.TypeAsync("#new-password", "river");
        await MetAsync(customer, "A small letter (a–z) done");
        await customer.TypeAsync("#new-password", "Quiet river 42");
        await MetAsync(customer, "At least 8 characters done, A digit (0–9) done, A capital letter (A–Z) done, A small letter (a–z) done, Hard to guess done");
        await customer.TypeAsync("#new-password", "quiet river runs low"); // from 15 characters on, nothing need be mixed
        await MetAsync(customer, "At least 8 characters done, A digit (0–9) done, A capital letter (A–Z) done, A small letter (a–z) done, Hard to guess done");
        await customer.TypeAsync("#repeat", "quiet river runs low");
        await Expect(customer.Find(".rules .met")).ToHaveCountAsync(6);
        await Expect(customer.Page.GetByRole(AriaRole.Meter, new() { Name = "Strength" })).ToHaveAttributeAsync("aria-valuenow", "4");
    }

    [Test]
    public async Task A_shop_that_asks_for_length_alone_lists_no_mixing()
    {
        await using var api = await ResetApi.StartAsync(
            Parts.Embedded, new Dictionary<string, string?>(Check) { ["Passwords:Preset"] = "nist-800-63b-4" }, now: TimeProvider.System.GetUtcNow());
        var account = await api.SignUpAsync();
        var customer = await Customer.ArriveAsync(api, "", Hand.Mouse, new());
        await customer.ConfirmAsync((await customer.GetMailAsync(account.Email)).Code);
        await customer.SeesAsync("password");

        Assert.That(await customer.Find(".rules li").AllTextContentsAsync(), Is.EqualTo(["At least 15 characters to do", "Hard to guess to do", "Typed the same twice to do"]));
        await customer.LeaveAsync();
    }

    private static Task MetAsync(Customer customer, string rules) =>
        Expect(customer.Find(".rules .met")).ToHaveTextAsync(rules.Split(", ", StringSplitOptions.RemoveEmptyEntries));
}
