using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using ResetService.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ResetService.Tests.Pages;

/// <summary>Every screen, in both directions and both schemes, by axe's rules: those of WCAG 2.2 AA and its own good practice.</summary>
internal sealed class PageAccessibilityTests() : PageTest(Parts.Embedded)
{
    // WCAG 2.2 AA asks for 24 (2.5.8); a finger wants 44 (2.5.5, AAA).
    private const int SmallestTarget = 44;

    [TestCase("en", ColorScheme.Light)]
    [TestCase("en", ColorScheme.Dark)]
    [TestCase("ar", ColorScheme.Light)]
    [TestCase("ar", ColorScheme.Dark)]
    public async Task No_screen_shuts_anyone_out(string locale, ColorScheme scheme)
    {
        var account = await Api.SignUpAsync();
        var customer = await ArriveAsync($"?locale={locale}", options: new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });

        await customer.PressAsync("#email form button");
        await FindNothingAsync(customer, "email");
        await customer.TypeAsync("#address", account.Email);
        await customer.SlideAsync();
        await FindNothingAsync(customer, "email");
        await customer.PressAsync("#email form button");
        await LedToAsync(customer, "method");
        await customer.PressAsync("#method [data-go=support]");
        await LedToAsync(customer, "support");
        await customer.TypeAsync("#contact", ResetApi.FreshAddress());
        await customer.TypeAsync("#message", "My mailbox is gone.");
        await customer.PressAsync("#support form button");
        await LedToAsync(customer, "supported");
        await customer.Page.GoBackAsync();
        await customer.PressAsync("[data-go=send]");
        await LedToAsync(customer, "send");
        await customer.PressAsync("#send form button");
        await LedToAsync(customer, "code");
        var mail = await Api.SendGrid.NextMailAsync(account.Email);
        await customer.PressAsync("summary");
        await customer.ConfirmAsync(WrongCode(mail.Code));
        await Expect(customer.Find("#digits-error")).Not.ToBeEmptyAsync();
        await FindNothingAsync(customer, "code");
        await customer.ConfirmAsync(mail.Code);
        await LedToAsync(customer, "password");
        await customer.TypeAsync("#new-password", ResetApi.GoodPassword);
        await Expect(customer.Find(".rules .met")).ToHaveCountAsync(5);
        await FindNothingAsync(customer, "password");
        await customer.SetPasswordAsync(ResetApi.GoodPassword);
        await LedToAsync(customer, "done");
        await customer.GoAsync($"?locale={locale}#link=id.token");
        await FindNothingAsync(customer, "link");
        await customer.PressAsync("#link button");
        await LedToAsync(customer, "over");
    }

    /// <summary>A new screen takes whoever can't see it to its heading.</summary>
    private static async Task LedToAsync(Customer customer, string screen)
    {
        await customer.SeesAsync(screen);
        await Expect(customer.Find($"#{screen} h1")).ToBeFocusedAsync();
        await FindNothingAsync(customer, screen);
    }

    private static async Task FindNothingAsync(Customer customer, string screen)
    {
        await customer.SeesAsync(screen);
        var found = await customer.Page.RunAxe();
        var small = await customer.Page.EvaluateAsync<string[]>("""
            smallest => [...document.querySelectorAll('button, .button, input, select, textarea, summary, .check')]
                .filter(target => target.checkVisibility() && !target.matches('.unseen, [type=checkbox]') && target.getBoundingClientRect().height < smallest)
                .map(target => target.outerHTML)
            """, SmallestTarget);

        Assert.Multiple(() =>
        {
            Assert.That(found.Violations.Select(violation => $"{violation.Id}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}"), Is.Empty, screen);
            Assert.That(small, Is.Empty, screen);
        });
    }
}
