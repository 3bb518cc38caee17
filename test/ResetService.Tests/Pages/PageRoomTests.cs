using ResetService.Languages;
using ResetService.Tests.Support;

namespace ResetService.Tests.Pages;

/// <summary>What a mistake gets told has its room before it is told: nothing below moves, in no language, on a narrow phone.</summary>
internal sealed class PageRoomTests() : PageTest(Parts.Embedded)
{
    private static readonly string[] OfAForm = ["script.unavailable", "script.fault", "script.refused", "script.too-many", "script.no-person", "script.no-person-here"];

    private static readonly (string Place, string[] Texts)[] Said =
    [
        ("[role=alert]", OfAForm),
        ("#address-error, #contact-error", ["script.email-missing", "script.email-invalid"]),
        ("#slide-error", ["script.slide-missing"]),
        ("#digits-error", ["script.code-missing", "script.code-wrong"]),
        ("#again .help", ["script.again-sent"]),
        ("#new-password-error", ["script.password-missing", "script.password-rules", "script.password-too-long", "passwords.breached", "passwords.reused", "passwords.blocklisted"]),
        ("#repeat-error", ["script.password-differs"]),
        ("#message-error", ["script.message-missing", "script.message-too-long"]),
    ];

    private static IEnumerable<string> Tags => Language.All.Select(language => language.Tag);

    [TestCaseSource(nameof(Tags))]
    public async Task It_has_its_room(string tag)
    {
        var language = Language.All.Single(language => language.Tag == tag);
        var customer = await ArriveAsync($"?locale={tag}", options: new() { ViewportSize = new() { Width = 360, Height = 740 } });
        var said = Said.Select(said => new { place = said.Place, words = said.Texts.Select(text => language.Text(text, ("count", 5), ("when", "in 30 minutes"))) });

        var moved = await customer.Page.EvaluateAsync<string[]>("""
            said => {
                for (const section of document.querySelectorAll('section')) section.hidden = false;
                const below = place => [...place.closest('section').querySelectorAll('*')]
                    .filter(each => place.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING).map(each => each.getBoundingClientRect().top);
                const moved = [];
                for (const { place, words } of said) {
                    for (const element of document.querySelectorAll(place)) {
                        const before = `${below(element)}`;
                        for (const word of words) {
                            element.textContent = word;
                            if (`${below(element)}` !== before) moved.push(`${element.closest('section').id} ${place}: ${word}`);
                        }
                        element.textContent = '';
                    }
                }
                return moved;
            }
            """, said);
        customer.TakeOffences(); // to see all screens at once moves them

        Assert.That(moved, Is.Empty);
    }
}
