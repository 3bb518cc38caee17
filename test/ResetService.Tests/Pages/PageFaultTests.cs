using ResetService.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ResetService.Tests.Pages;

/// <summary>What comes in an answer's place, or breaks in the page itself, has words too, and the way goes on.</summary>
internal sealed class PageFaultTests() : PageTest(Parts.Embedded)
{
    private const string SomebodyElses = "<!doctype html><title>Sign in to the train's network</title>";

    [Test]
    public async Task What_somebody_else_answered_is_asked_for_again()
    {
        var customer = await ArriveAsync();
        await customer.Page.Clock.InstallAsync();
        var mail = await customer.GetMailAsync((await Api.SignUpAsync()).Email);
        await customer.Page.RouteAsync("**/confirmation", route => route.FulfillAsync(new() { ContentType = "text/html", Body = SomebodyElses }), new() { Times = 1 });

        await customer.ConfirmAsync(mail.Code);
        await customer.ReadsAsync("#status", "No answer yet. Trying again in 1 second…");
        await customer.Page.Clock.RunForAsync(1000);

        await customer.SeesAsync("password");
        var keys = customer.Requests.Where(request => request.Url.EndsWith("/confirmation", StringComparison.Ordinal)).Select(request => request.Headers["idempotency-key"]).ToList();
        Assert.That(keys, Has.Count.EqualTo(2));
        Assert.That(keys[1], Is.EqualTo(keys[0]));
    }

    [Test]
    public async Task An_answer_that_stops_half_way_is_asked_for_again()
    {
        var customer = await ArriveAsync();
        await customer.Page.Clock.InstallAsync();
        var mail = await customer.GetMailAsync((await Api.SignUpAsync()).Email);
        await customer.Page.EvaluateAsync("""
            () => {
                const { fetch } = window;
                window.fetch = async (path, request) => {
                    const answer = await fetch(path, request);
                    window.fetch = fetch;
                    answer.json = () => new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason)));
                    return answer;
                };
            }
            """);

        await customer.ConfirmAsync(mail.Code);
        await Expect(customer.Find("#confirmation")).ToHaveAttributeAsync("aria-busy", "true");
        await customer.Page.Clock.RunForAsync(1000);
        await customer.ReadsAsync("#status", "One moment…");
        await customer.Page.Clock.FastForwardAsync(30_000);
        await customer.ReadsAsync("#status", "Trying again in 1 second…");
        await customer.Page.Clock.RunForAsync(1000);

        await customer.SeesAsync("password");
    }

    [Test]
    public async Task A_proxy_that_names_no_pause_is_left_in_peace_for_longer_each_time()
    {
        var customer = await ArriveAsync();
        await customer.Page.Clock.InstallAsync();
        await customer.TypeAsync("#address", ResetApi.FreshAddress());
        await customer.SlideAsync();
        await customer.Page.RouteAsync("**/v1/reset-tickets", route => route.FulfillAsync(new() { Status = 502, ContentType = "text/html", Body = SomebodyElses }), new() { Times = 2 });

        await customer.PressAsync("#email form button");
        foreach (var pause in (string[])["1 second…", "2 seconds…"])
        {
            await customer.ReadsAsync("#status", $"Trying again in {pause}");
            await customer.Page.Clock.RunForAsync(1000 * (pause[0] - '0'));
        }

        await customer.SeesAsync("method");
    }

    [Test]
    public async Task The_slide_goes_back_when_no_challenge_comes()
    {
        var customer = await ArriveAsync();
        await customer.Page.Clock.InstallAsync();
        await customer.Page.RouteAsync("**/v1/challenges", route => route.FulfillAsync(new() { ContentType = "text/html", Body = SomebodyElses }));

        await customer.Find("#slide").PressAsync("Enter");
        for (var patience = 0; patience < 200 && await customer.Find("#email [role=alert]:empty").CountAsync() > 0; patience++) await customer.Page.Clock.RunForAsync(1000);
        await ToldAsync(customer, "We can’t be reached at the moment.");

        await customer.Page.UnrouteAsync("**/v1/challenges");
        await customer.RequestAsync(ResetApi.FreshAddress());
    }

    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("""{"parameters":{"expiresAt":4102444800}}""", Description = "What the worker can't solve")]
    public async Task The_slide_goes_back_when_the_challenge_is_none(string challenge)
    {
        var customer = await ArriveAsync();
        await customer.AnswerAsync("**/v1/challenges", 200, challenge);

        await customer.Find("#slide").PressAsync("Enter");

        await ToldAsync(customer, "Something went wrong on our side.");
        customer.TakeOffences(); // the worker's own cry
    }

    [Test]
    public async Task A_browser_without_what_the_page_needs_says_so()
    {
        var customer = await ArriveAsync();
        var mail = await customer.GetMailAsync((await Api.SignUpAsync()).Email);
        await customer.Page.EvaluateAsync("Crypto.prototype.randomUUID = undefined");

        await customer.ConfirmAsync(mail.Code);

        await customer.ReadsAsync("#confirmation [role=alert]", "Something went wrong on our side.");
    }

    private static async Task ToldAsync(Customer customer, string words)
    {
        await customer.ReadsAsync("#email [role=alert]", words);
        await Expect(customer.Find(".slide")).ToHaveAttributeAsync("data-state", "open");
    }
}
