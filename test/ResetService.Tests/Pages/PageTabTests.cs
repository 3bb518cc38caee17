using ResetService.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ResetService.Tests.Pages;

/// <summary>A tab knows its reset, and no other does: over reloads and "back", until it is closed.</summary>
internal sealed class PageTabTests() : PageTest(Parts.Real)
{
    [Test]
    public async Task A_reload_goes_on_where_it_was()
    {
        var account = await Api.SignUpAsync();
        var customer = await ArriveAsync();

        var mail = await customer.GetMailAsync(account.Email);
        await customer.ConfirmAsync(WrongCode(mail.Code));
        await customer.ReadsAsync("#digits-error", "4 tries left.");
        await customer.Page.ReloadAsync();
        await customer.ReadsAsync("#code .reference", mail.Reference);
        await customer.ReadsAsync("#digits-help", "4 tries left.");
        await customer.ConfirmAsync(mail.Code);
        await customer.SeesAsync("password");
        await customer.Page.ReloadAsync();
        await customer.SetPasswordAsync(ResetApi.GoodPassword);
        await customer.SeesAsync("done");
        await customer.Page.ReloadAsync();

        await Expect(customer.Find("#done a")).ToHaveAttributeAsync("href", "https://shop.example.com/sign-in");
        await customer.GoAsync("?");
        await customer.SeesAsync("email");
    }

    [Test]
    public async Task Back_leads_through_the_screens_and_mails_nothing_twice()
    {
        var account = await Api.SignUpAsync();
        var customer = await ArriveAsync();
        var mail = await customer.GetMailAsync(account.Email);

        foreach (var screen in (string[])["send", "method", "email"])
        {
            await customer.Page.GoBackAsync();
            await customer.SeesAsync(screen);
        }

        await customer.Page.GoForwardAsync();
        await customer.PressAsync("[data-go=send]");
        await customer.PressAsync("#send form button");
        await customer.ConfirmAsync(mail.Code);
        await customer.SeesAsync("password");
        await customer.Page.GoBackAsync();
        await customer.SeesAsync("password");

        Assert.That(Api.SendGrid.Mails.Count(sent => sent.To == account.Email), Is.EqualTo(1));
    }

    [Test]
    public async Task Another_tab_begins_anew()
    {
        var customer = await ArriveAsync();
        await customer.GetMailAsync((await Api.SignUpAsync()).Email);

        customer.TurnTo(await customer.Page.Context.NewPageAsync());
        await customer.GoAsync("");

        await customer.SeesAsync("email");
        await Expect(customer.Find("#address")).ToHaveValueAsync("");
    }

    [Test]
    public async Task A_copy_of_the_tab_is_told_where_the_reset_went_on()
    {
        var customer = await ArriveAsync();
        var mail = await customer.GetMailAsync((await Api.SignUpAsync()).Email);
        var copy = await customer.Page.Context.RunAndWaitForPageAsync(() => customer.Page.EvaluateAsync("void open(location.href)"));

        await customer.ConfirmAsync(mail.Code);
        await customer.SeesAsync("password");
        customer.TurnTo(copy);
        await customer.ConfirmAsync(mail.Code);
        await customer.ReadsAsync("#over h1", "You’ve gone on in another window");

        await customer.PressAsync("#over button");
        await customer.SeesAsync("email");
    }

    [Test]
    public async Task A_tab_that_comes_back_too_late_begins_anew_with_its_address()
    {
        var account = await Api.SignUpAsync();
        var customer = await ArriveAsync();
        await customer.Page.Clock.InstallAsync();
        await customer.GetMailAsync(account.Email);

        await customer.Page.Clock.FastForwardAsync(TimeSpan.FromMinutes(21).Ticks / TimeSpan.TicksPerMillisecond);
        await customer.GoAsync("?");

        await customer.SeesAsync("email");
        await Expect(customer.Find("#address")).ToHaveValueAsync(account.Email);
    }

    [Test]
    public async Task Another_language_goes_on_at_the_same_screen()
    {
        var customer = await ArriveAsync("?storefront=default");
        var mail = await customer.GetMailAsync((await Api.SignUpAsync()).Email);

        await customer.Find("#language").SelectOptionAsync("ar");

        await Expect(customer.Find("html")).ToHaveAttributeAsync("dir", "rtl");
        await customer.ReadsAsync("#code .reference", mail.Reference);
        Assert.That(new Uri(customer.Page.Url).Query, Is.EqualTo("?storefront=default&locale=ar"));
    }

    [Test]
    public async Task Another_language_stays_on_the_way_back_and_in_the_next_reset()
    {
        var customer = await ArriveAsync("?locale=sk");
        await customer.RequestAsync(ResetApi.FreshAddress());
        await customer.Find("#language").SelectOptionAsync("ar");
        await SpeaksAsync(customer, "ar");

        await customer.Page.GoBackAsync();
        await SpeaksAsync(customer, "ar");
        await customer.SeesAsync("email");
        await customer.Page.GoForwardAsync();
        await customer.SeesAsync("method");
        await customer.Page.GoBackAsync();
        await customer.RequestAsync(ResetApi.FreshAddress());
        await customer.GoAsync("?locale=sk&storefront=default");

        await SpeaksAsync(customer, "ar");
        await customer.SeesAsync("method");
    }

    [Test]
    public async Task A_language_that_the_shop_has_no_more_is_left()
    {
        var customer = await ArriveAsync();
        await customer.RequestAsync(ResetApi.FreshAddress());
        await customer.Page.EvaluateAsync("sessionStorage['reset:default'] = JSON.stringify({ ...JSON.parse(sessionStorage['reset:default']), language: 'tlh' })");

        await customer.Page.ReloadAsync();

        await customer.SeesAsync("method");
        await SpeaksAsync(customer, "en");
    }

    [Test]
    [Property("Checklist", "B5")]
    public async Task Keys_walk_through_the_languages_and_enter_takes_one()
    {
        var customer = await ArriveAsync(hand: Hand.Keyboard);
        await customer.Find("#language").FocusAsync();

        foreach (var key in (string[])["ArrowDown", "ArrowDown", "End", "ArrowUp"]) await customer.Page.Keyboard.PressAsync(key);
        var reached = await customer.Find("#language").InputValueAsync();
        await SpeaksAsync(customer, "en");
        await customer.Page.Keyboard.PressAsync("Enter");

        await SpeaksAsync(customer, reached);
        await Expect(customer.Find("#language")).ToBeFocusedAsync();
        await customer.Page.Keyboard.PressAsync("Home");
        await customer.Page.Keyboard.PressAsync("Tab");
        await SpeaksAsync(customer, "en");
        Assert.That(customer.Requests.Count(request => request.IsNavigationRequest), Is.EqualTo(3));
    }

    private static Task SpeaksAsync(Customer customer, string language) => Expect(customer.Find("html")).ToHaveAttributeAsync("lang", language);
}
