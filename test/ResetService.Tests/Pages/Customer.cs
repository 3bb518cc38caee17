using System.Collections.Concurrent;
using Microsoft.Playwright;
using ResetService.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace ResetService.Tests.Pages;

/// <summary>Someone at the page. What must never happen there is watched all the time, and told when they leave.</summary>
internal sealed class Customer
{
    // Both are there before the page's own scripts. What moves within half a second of a press is its doing, and does not count (layout-shift's definition).
    private const string Watch = """
        document.addEventListener('securitypolicyviolation', violation => seen(`${violation.effectiveDirective} was violated by ${violation.blockedURI}`));
        new PerformanceObserver(list => {
            for (const shift of list.getEntries()) {
                if (!shift.hadRecentInput) seen(`moved by ${shift.value}: ${shift.sources.map(source => source.node?.outerHTML ?? source.node?.textContent)}`);
            }
        }).observe({ type: 'layout-shift', buffered: true });
        """;

    private const int MostTabs = 40;

    private readonly ResetApi api;
    private readonly IBrowserContext profile;
    private readonly Uri home;
    private readonly List<string> offences = [];
    private readonly List<IRequest> requests = [];
    private readonly ConcurrentDictionary<IRequest, bool> finished = [];

    private Customer(ResetApi api, IBrowserContext profile, Hand hand)
    {
        (this.api, this.profile, Hand) = (api, profile, hand);
        using var client = api.CreateClient();
        home = client.BaseAddress!;
    }

    public Hand Hand { get; }

    public IPage Page { get; private set; } = null!;

    /// <summary>What the browser has asked for so far.</summary>
    public IReadOnlyList<IRequest> Requests => requests;

    public static async Task<Customer> ArriveAsync(ResetApi api, string address, Hand hand, BrowserNewContextOptions options)
    {
        if (hand is Hand.Touch) options = new(options) { HasTouch = true, IsMobile = true, ViewportSize = new() { Width = 390, Height = 844 } };
        var customer = new Customer(api, await (await Servers.Browser).OpenAsync(options), hand);
        await customer.profile.ExposeFunctionAsync("seen", (string offence) => customer.offences.Add(offence));
        await customer.profile.AddInitScriptAsync(Watch);
        customer.profile.Request += (_, request) => customer.requests.Add(request);
        customer.profile.RequestFinished += (_, request) => customer.finished[request] = true;
        customer.profile.WebError += (_, error) => customer.offences.Add(error.Error);
        customer.Page = await customer.profile.NewPageAsync();
        await customer.GoAsync(address);
        return customer;
    }

    public Task GoAsync(string address) => Page.GotoAsync($"{new Uri(home, address)}");

    /// <summary>Goes on in another tab, which a link or the browser opened.</summary>
    public void TurnTo(IPage tab) => Page = tab;

    public Task SeesAsync(string screen) => Expect(Page.Locator($"#{screen}")).ToBeVisibleAsync();

    public ILocator Find(string selector) => Page.Locator(selector);

    public Task ReadsAsync(string selector, string words) => Expect(Find(selector)).ToContainTextAsync(words);

    public async Task PressAsync(string selector)
    {
        switch (Hand)
        {
            case Hand.Mouse:
                await Find(selector).ClickAsync();
                break;
            case Hand.Touch:
                await Find(selector).TapAsync();
                break;
            default:
                await TabToAsync(selector);
                await Page.Keyboard.PressAsync("Enter");
                break;
        }
    }

    public async Task TypeAsync(string selector, string words)
    {
        if (Hand is Hand.Keyboard) await TabToAsync(selector);
        else await PressAsync(selector);

        await Page.Keyboard.PressAsync("Control+A");
        await Page.Keyboard.TypeAsync(words);
    }

    /// <summary>Slides to verify: by dragging, by one tap on the end, or by one key.</summary>
    public async Task SlideAsync()
    {
        var isFromRight = await Page.EvaluateAsync<bool>("document.documentElement.dir === 'rtl'");
        var track = (await Find("#slide").BoundingBoxAsync())!;
        var (start, end) = (track.X + 10, track.X + track.Width - 10);
        if (isFromRight) (start, end) = (end, start);
        var middle = track.Y + (track.Height / 2);

        switch (Hand)
        {
            case Hand.Mouse:
                await Page.Mouse.MoveAsync(start, middle);
                await Page.Mouse.DownAsync();
                await Page.Mouse.MoveAsync(end, middle, new() { Steps = 8 });
                await Page.Mouse.UpAsync();
                break;
            case Hand.Touch:
                await Page.Touchscreen.TapAsync(end, middle);
                break;
            default:
                await TabToAsync("#slide");
                await Page.Keyboard.PressAsync("End");
                break;
        }

        await Expect(Find(".slide")).ToHaveAttributeAsync("data-state", "verified");
    }

    /// <summary>Answers a call in the service's stead.</summary>
    public Task AnswerAsync(string address, int status, string body, int retryAfter = 1) => Page.RouteAsync(address, route => route.FulfillAsync(new()
    {
        Status = status,
        ContentType = "application/problem+json",
        Headers = new Dictionary<string, string> { ["Retry-After"] = $"{retryAfter}" },
        Body = body,
    }));

    // ---- The way, as far as a test wants it ----

    /// <summary>Steps 1 to 4.</summary>
    public async Task RequestAsync(string email)
    {
        await TypeAsync("#address", email);
        await SlideAsync();
        await PressAsync("#email form button");
        await SeesAsync("method");
    }

    /// <summary>Steps 1 to 6, as far as the code's field.</summary>
    /// <returns>The mail.</returns>
    public async Task<StubMail> GetMailAsync(string email, int mail = 1)
    {
        await RequestAsync(email);
        await PressAsync("[data-go=send]");
        await PressAsync("#send form button");
        await SeesAsync("code");
        return await api.SendGrid.NextMailAsync(email, mail);
    }

    public async Task ConfirmAsync(string code)
    {
        await TypeAsync("#digits", code);
        await PressAsync("#confirmation button");
    }

    /// <summary>Steps 7 and 8.</summary>
    public async Task SetPasswordAsync(string password, string? repeat = null)
    {
        await TypeAsync("#new-password", password);
        await TypeAsync("#repeat", repeat ?? password);
        await PressAsync("#password form button");
    }

    /// <summary>Leaves, and says what went wrong on the way: nothing may move, break the page's policy, or stay behind in the browser.</summary>
    public async Task LeaveAsync()
    {
        foreach (var tab in profile.Pages)
        {
            var kept = await tab.EvaluateAsync<string[]>("[location.hash, document.cookie, ...Object.keys(localStorage)]");
            offences.AddRange(kept.Where(each => each.Length > 0).Select(each => $"kept: {each}"));
        }

        foreach (var request in requests.ToArray()) // one may still be on its way
        {
            if (!home.IsBaseOf(new Uri(request.Url)) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) offences.Add($"asked for {request.Url}");
            if ((await HeadersAsync(request)).GetValueOrDefault("referer") is { Length: > 0 }) offences.Add($"told {request.Url} where it comes from");
        }

        await profile.CloseAsync();
        Assert.That(offences, Is.Empty);
    }

    // Of one that a reload broke off the browser never says what was sent: what the page asked it to send is all that is known.
    private async Task<Dictionary<string, string>> HeadersAsync(IRequest request) =>
        finished.ContainsKey(request) ? await request.AllHeadersAsync().WaitAsync(TimeSpan.FromSeconds(30)) : request.Headers;

    /// <summary>Takes note of what was seen so far: what a test provoked is no offence.</summary>
    public IReadOnlyList<string> TakeOffences()
    {
        string[] taken = [.. offences];
        offences.Clear();
        return taken;
    }

    private async Task TabToAsync(string selector)
    {
        for (var tabs = 0; tabs < MostTabs; tabs++)
        {
            if (await Find(selector).EvaluateAsync<bool>("element => element === document.activeElement")) return;
            await Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"No key leads to {selector}.");
    }
}
