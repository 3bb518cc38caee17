using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ResetService.Hosting;
using ResetService.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ResetService.Tests.Pages;

/// <summary>What goes wrong has words, and a way on.</summary>
internal sealed partial class PageMistakeTests() : PageTest(Parts.Real)
{
    [Test]
    public async Task A_field_that_is_empty_or_wrong_says_so_and_is_led_to()
    {
        var customer = await ArriveAsync();

        await customer.PressAsync("#email form button");
        await ErrorAsync(customer, "#address", "Enter your e-mail address.");
        await customer.TypeAsync("#address", "ada@example");
        await customer.PressAsync("#email form button");
        await ErrorAsync(customer, "#address", "Check the address");
        await customer.TypeAsync("#address", "ada@example.com");
        await customer.PressAsync("#email form button");
        await ErrorAsync(customer, "#slide", "Slide to the end first.");
    }

    [Test]
    public async Task What_only_the_service_knows_to_be_no_address_is_said_at_the_field_too()
    {
        var customer = await ArriveAsync();

        await customer.TypeAsync("#address", "ada..b@example.com");
        await customer.SlideAsync();
        await customer.PressAsync("#email form button");

        await ErrorAsync(customer, "#address", "Check the address");
    }

    [TestCase("  {0} ")]
    [TestCase("mailto:{0}")]
    public async Task A_slip_of_the_hand_is_no_mistake(string typed)
    {
        var account = await Api.SignUpAsync();
        var customer = await ArriveAsync();

        await customer.Find("#address").FillAsync(string.Format(null, typed, account.Email).Replace("@", "＠", StringComparison.Ordinal));
        await customer.SlideAsync();
        await customer.PressAsync("#email form button");

        await customer.SeesAsync("method");
    }

    [Test]
    public async Task A_wrong_code_costs_a_try_and_the_last_ends_it()
    {
        var account = await Api.SignUpAsync();
        var customer = await ArriveAsync();
        var mail = await customer.GetMailAsync(account.Email);

        await customer.ConfirmAsync("no digits");
        await ErrorAsync(customer, "#digits", "Enter the six digits from the mail.");
        await customer.ConfirmAsync("12345");
        await ErrorAsync(customer, "#digits", "Enter the six digits from the mail.");
        for (var left = 4; left > 0; left--)
        {
            await customer.ConfirmAsync(WrongCode(mail.Code));
            await ErrorAsync(customer, "#digits", left == 1 ? "1 try left." : $"{left} tries left.");
        }

        await customer.ConfirmAsync(WrongCode(mail.Code));
        await customer.SeesAsync("over");
        await customer.ReadsAsync("#over h1", "Too many wrong codes");
        await customer.PressAsync("#over button");
        await customer.SeesAsync("email");
        await Expect(customer.Find("#address")).ToHaveValueAsync(account.Email);
    }

    [Test]
    public async Task A_weak_password_is_advised_against_and_one_typed_differently_is_not_sent()
    {
        var customer = await AtPasswordAsync();

        await customer.TypeAsync("#new-password", "Summer2024");
        await customer.ReadsAsync(".strength output", "weak");
        await Expect(customer.Find(".advice")).Not.ToContainTextAsync("Three or four uncommon words");
        await customer.TypeAsync("#repeat", "Summer2024");
        await customer.PressAsync("#password form button");
        await ErrorAsync(customer, "#new-password", "Not there yet");

        await customer.SetPasswordAsync(ResetApi.GoodPassword, ResetApi.GoodPassword + " ");
        await ErrorAsync(customer, "#repeat", "The two passwords differ.");
        Assert.That(customer.Requests, Has.None.Property(nameof(IRequest.Method)).EqualTo("PUT"));
    }

    [Test]
    public async Task A_password_that_differs_is_mended_in_either_field()
    {
        var customer = await AtPasswordAsync();
        await customer.SetPasswordAsync(ResetApi.GoodPassword + "!", ResetApi.GoodPassword);
        await ErrorAsync(customer, "#repeat", "The two passwords differ.");

        await customer.TypeAsync("#new-password", ResetApi.GoodPassword);

        await Expect(customer.Find("#repeat-error")).ToBeEmptyAsync();
        await Expect(customer.Find("#repeat")).Not.ToHaveAttributeAsync("aria-invalid", "true");
    }

    [Test]
    public async Task Whose_code_the_service_knows_nothing_of_gets_another()
    {
        var customer = await ArriveAsync();
        await customer.GetMailAsync((await Api.SignUpAsync()).Email);
        await customer.AnswerAsync("**/confirmation", 409, """{"code":"code-not-requested"}""");
        await customer.AnswerAsync("**/code", 202, """{"kind":"code","sentTo":"a***","reference":"KHQXTM","expiresAt":"2100-01-01T00:00:00Z","resendAt":"2100-01-01T00:00:00Z","sendsLeft":1}""");

        await customer.ConfirmAsync("123456");
        await customer.SeesAsync("send");
        await customer.PressAsync("#send form button");

        await customer.ReadsAsync("#code .reference", "KHQXTM");
    }

    [Test]
    public async Task What_the_service_alone_refuses_is_told_at_the_password()
    {
        var customer = await AtPasswordAsync();
        await customer.AnswerAsync("**/password", 422, """{"code":"password-rejected","reasons":[{"code":"breached","message":"It was in a breach."}]}""");

        await customer.SetPasswordAsync(ResetApi.GoodPassword);

        await ErrorAsync(customer, "#new-password", "It was in a breach.");
    }

    [Test]
    public async Task Too_many_calls_are_told_when_the_next_can_succeed()
    {
        var customer = await ArriveAsync();
        await customer.AnswerAsync("**/v1/reset-tickets", 429, """{"code":"too-many-requests"}""", retryAfter: 150);

        await customer.TypeAsync("#address", "ada@example.com");
        await customer.SlideAsync();
        await customer.PressAsync("#email form button");

        await customer.ReadsAsync("#email [role=alert]", "Try again in 3 minutes.");
    }

    [Test]
    public async Task Every_problem_there_is_has_words_and_leaves_something_to_press()
    {
        var customer = await ArriveAsync();
        await customer.Page.Clock.InstallAsync(); // so that the pauses before what may pass take no time
        await customer.AnswerAsync("**/v1/reset-tickets/x", 200, """{"state":"codeRequested","attemptsLeft":5,"sendsLeft":2,"resendAt":"2020-01-01T00:00:00Z"}""");

        foreach (var problem in Problems.All)
        {
            await customer.AnswerAsync("**/confirmation", problem.Status, $$"""{"code":"{{problem.Code}}","attemptsLeft":1,"reasons":[],"errors":{"code":[]} }""");
            await customer.Page.EvaluateAsync("""
                sessionStorage['reset:default'] = JSON.stringify({ ticket: { id: 'x', token: 'x', hint: 'x' }, sent: { kind: 'code', sentTo: 'x', reference: 'x', sendsLeft: 2 } })
                """);
            await customer.GoAsync($"?{problem.Code}");
            await customer.ConfirmAsync("123456");

            var words = customer.Find(".error:visible, section:not(#code):visible h1, #code:has(#confirmation[hidden]) h1").Filter(new() { HasTextRegex = Letters() });
            while (await words.CountAsync() == 0) await customer.Page.Clock.RunForAsync(1000);

            Assert.That(await words.AllInnerTextsAsync(), Has.Count.EqualTo(1), problem.Code);
            await Expect(customer.Find("section:visible button:visible").First).ToBeEnabledAsync();
        }
    }

    private async Task<Customer> AtPasswordAsync()
    {
        var account = await Api.SignUpAsync();
        var customer = await ArriveAsync();
        await customer.ConfirmAsync((await customer.GetMailAsync(account.Email)).Code);
        await customer.SeesAsync("password");
        return customer;
    }

    /// <summary>The words are shown at the field, told with it to who can't see them, and the field has the focus.</summary>
    private static async Task ErrorAsync(Customer customer, string field, string words)
    {
        await customer.ReadsAsync($"{field}-error", words);
        await Expect(customer.Find(field)).ToBeFocusedAsync();
        await Expect(customer.Find(field)).ToHaveAttributeAsync("aria-invalid", "true");
        Assert.That(await customer.Find(field).GetAttributeAsync("aria-describedby"), Does.Contain($"{field[1..]}-error"));
    }

    [GeneratedRegex(@"\w")]
    private static partial Regex Letters();
}
