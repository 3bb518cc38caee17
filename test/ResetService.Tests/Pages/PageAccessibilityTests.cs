using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using ResetService.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ResetService.Tests.Pages;

/// <summary>Every screen, in both directions and both schemes, by axe's rules: those of WCAG 2.2 AA and its own good practice.</summary>
internal sealed class PageAccessibilityTests() : PageTest(Parts.Embedded)
{
    // A page that is read at 400 % on a desktop has 320 pixels, and must not need scrolling to the side (WCAG 2.2, 1.4.10).
    private static readonly ViewportSize Narrowest = new() { Width = 320, Height = 640 };

    // WCAG 2.2 AA asks for 24 (2.5.8); a finger wants 44 (2.5.5, AAA).
    private const int SmallestTarget = 44;

    [TestCase("en", ColorScheme.Light)]
    [TestCase("en", ColorScheme.Dark)]
    [TestCase("ar", ColorScheme.Light)]
    [TestCase("ar", ColorScheme.Dark)]
    public async Task No_screen_shuts_anyone_out(string locale, ColorScheme scheme)
    {
        var customer = await ArriveAsync($"?locale={locale}", options: new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce, ViewportSize = Narrowest });

        await Tour.TakeAsync(Api, customer, async (screen, state) =>
        {
            // A new screen takes whoever can't see it to its heading.
            if (state is Tour.New) await Expect(customer.Find($"#{screen} h1")).ToBeFocusedAsync();

            var found = await customer.Page.RunAxe();
            var small = await customer.Page.EvaluateAsync<string[]>("""
                smallest => [...document.querySelectorAll('button, .button, input, select, textarea, summary, .check')]
                    .filter(target => target.checkVisibility() && !target.matches('.unseen, [type=checkbox]') && target.getBoundingClientRect().height < smallest)
                    .map(target => target.outerHTML)
                """, SmallestTarget);

            Assert.That(found.Violations.Select(violation => $"{violation.Id}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}"), Is.Empty, screen);
            Assert.That(small, Is.Empty, screen);
            Assert.That(await customer.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.EqualTo(Narrowest.Width), screen);
        });
    }
}
