using Microsoft.Playwright;
using ResetService.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ResetService.Tests.Pages;

/// <summary>"Slide to verify", and the proof behind it.</summary>
internal sealed class PageHumanCheckTests() : PageTest(Parts.Embedded, new Dictionary<string, string?> { ["Limits:EasyProofsPerAddress:Limit"] = "2" })
{
    [Test]
    [Property("Checklist", "B5")]
    public async Task The_slide_is_a_control_with_a_name_a_value_and_a_word_for_being_verified()
    {
        var customer = await ArriveAsync();
        var slide = customer.Page.GetByRole(AriaRole.Slider, new() { Name = "Slide to verify" });

        await Expect(slide).ToHaveAccessibleDescriptionAsync("Drag the handle to the other end, tap the other end, or press Enter.");
        await slide.PressAsync("ArrowRight");
        await Expect(slide).ToHaveAttributeAsync("aria-valuetext", "20%");
        await slide.PressAsync("Enter");

        await Expect(customer.Page.GetByRole(AriaRole.Slider, new() { Name = "Verified" })).ToHaveAttributeAsync("aria-valuetext", "Verified");
        await Expect(customer.Find(".slide")).ToHaveCSSAsync("background-color", "rgb(23, 113, 58)");
    }

    [Test]
    [Property("Checklist", "B5")]
    public async Task Arrow_keys_alone_lead_to_its_end()
    {
        var customer = await ArriveAsync();

        for (var i = 0; i < 5; i++) await customer.Find("#slide").PressAsync("ArrowUp");

        await Expect(customer.Find(".slide")).ToHaveAttributeAsync("data-state", "verified");
    }

    [Test]
    [Property("Checklist", "B5")]
    public async Task What_works_it_without_keys_gets_to_its_end_after_a_touch_too()
    {
        var customer = await ArriveAsync();
        await customer.Find("#slide").ClickAsync(); // in its middle

        for (var i = 0; i < 4; i++)
        {
            await Expect(customer.Find("#slide")).ToHaveValueAsync($"{20 * i}");
            await customer.Page.EvaluateAsync("""
                slide.stepUp();
                slide.dispatchEvent(new Event('input', { bubbles: true }));
                slide.dispatchEvent(new Event('change', { bubbles: true }));
                """);
        }

        await Expect(customer.Find(".slide")).ToHaveAttributeAsync("data-state", "verified");
    }

    [Test]
    public async Task Nothing_is_said_against_it_once_it_is_verified()
    {
        var customer = await ArriveAsync();
        await customer.AnswerAsync("**/v1/challenges", 500, """{"code":"internal-error"}""");
        await customer.TypeAsync("#address", ResetApi.FreshAddress());
        await customer.PressAsync("#email form button");
        await customer.ReadsAsync("#slide-error", "Slide to the end first.");
        await customer.Find("#slide").PressAsync("Enter");
        await customer.ReadsAsync("#email [role=alert]", "Something went wrong on our side.");
        await Expect(customer.Find("#slide-error")).ToBeEmptyAsync();

        await customer.Page.UnrouteAsync("**/v1/challenges");
        await customer.Find("#slide").PressAsync("Enter");

        await Expect(customer.Find(".slide")).ToHaveAttributeAsync("data-state", "verified");
        await Expect(customer.Find("#email [role=alert]")).ToBeEmptyAsync();
        await Expect(customer.Find("#slide")).Not.ToHaveAttributeAsync("aria-invalid", "true");
    }

    [Test]
    public async Task Let_go_half_way_it_goes_back()
    {
        var customer = await ArriveAsync();
        var track = (await customer.Find("#slide").BoundingBoxAsync())!;

        await customer.Page.Mouse.MoveAsync(track.X + 10, track.Y + 10);
        await customer.Page.Mouse.DownAsync();
        await customer.Page.Mouse.MoveAsync(track.X + (track.Width / 2), track.Y + 10);
        await Expect(customer.Find("#slide")).Not.ToHaveValueAsync("0");
        await customer.Page.Mouse.UpAsync();

        await Expect(customer.Find("#slide")).ToHaveValueAsync("0");
        await Expect(customer.Find(".slide")).ToHaveAttributeAsync("data-state", "open");
    }

    [Test]
    public async Task A_finger_can_drag_it_too()
    {
        var customer = await ArriveAsync(hand: Hand.Touch);
        var track = (await customer.Find("#slide").BoundingBoxAsync())!;
        var screen = await customer.Page.Context.NewCDPSessionAsync(customer.Page);
        Task TouchAsync(string type, params double[] places) => screen.SendAsync("Input.dispatchTouchEvent", new()
        {
            ["type"] = type,
            ["touchPoints"] = places.Select(place => new { x = track.X + (track.Width * place), y = track.Y + 20 }).ToArray(),
        });

        await TouchAsync("touchStart", 0.05);
        foreach (var place in (double[])[0.2, 0.5, 0.8, 0.98]) await TouchAsync("touchMove", place);
        await TouchAsync("touchEnd");

        await Expect(customer.Find(".slide")).ToHaveAttributeAsync("data-state", "verified");
    }

    [Test]
    public async Task More_work_is_done_without_a_word_from_the_customer()
    {
        var account = await Api.SignUpAsync();
        for (var i = 0; i < 2; i++) await (await ArriveAsync()).RequestAsync(account.Email);
        var customer = await ArriveAsync();

        await customer.RequestAsync(account.Email); // the first proof is too easy, the second is not

        Assert.That(Tickets(customer), Is.EqualTo(2));
    }

    [Test]
    public async Task A_proof_that_lay_too_long_is_made_anew()
    {
        var customer = await ArriveAsync();
        await customer.TypeAsync("#address", ResetApi.FreshAddress());
        await customer.SlideAsync();

        Api.Clock.Advance(TimeSpan.FromMinutes(11));
        await customer.PressAsync("#email form button");

        await customer.SeesAsync("method");
        Assert.That(Tickets(customer), Is.EqualTo(2));
    }

    [Test]
    public async Task Without_a_human_check_sliding_is_all_there_is_to_it()
    {
        await using var api = await ResetApi.StartAsync(Parts.Embedded, new Dictionary<string, string?> { ["HumanCheck:Mode"] = "off" });
        var customer = await Customer.ArriveAsync(api, "", Hand.Mouse, new());

        await customer.RequestAsync(ResetApi.FreshAddress());

        await customer.LeaveAsync();
    }

    [Test]
    public async Task With_a_check_of_somebody_elses_the_customer_is_sent_to_the_shops_own_page()
    {
        await using var api = await ResetApi.StartAsync(Parts.Embedded, new Dictionary<string, string?>
        {
            ["HumanCheck:Mode"] = "siteverify", ["HumanCheck:Siteverify:Url"] = "http://127.0.0.1:9/", ["HumanCheck:Siteverify:Secret"] = "secret",
        });
        var customer = await Customer.ArriveAsync(api, "", Hand.Mouse, new());

        await customer.TypeAsync("#address", "ada@example.com");
        await customer.SlideAsync();
        await customer.PressAsync("#email form button");

        await customer.ReadsAsync("#email [role=alert]", "This shop resets passwords on a page of its own.");
        await customer.LeaveAsync();
    }

    private static int Tickets(Customer customer) => customer.Requests.Count(request => request.Url.EndsWith("/v1/reset-tickets", StringComparison.Ordinal));
}
