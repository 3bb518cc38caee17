using System.Globalization;
using Microsoft.Playwright;
using ResetService.Tests.Pages;
using ResetService.Tests.Support;

namespace ResetService.Pictures;

/// <summary>
/// Takes a picture of every screen in three languages, on a phone and on a desktop, on real and on embedded parts (artifacts/pictures), and the two
/// that README.md shows (beside this file).
/// </summary>
internal static class Program
{
    private static readonly string Album = Path.Combine(Repository.Root, "artifacts", "pictures");
    private static readonly string Readme = Path.Combine(Repository.Root, "test", "ResetService.Pictures");

    private const string DemoAddress = "ada@example.com";

    // README's are as high as what they show.
    private static readonly Clip Window = new() { Width = 390, Height = 620 };

    private static readonly string[] Locales = ["en", "sk", "ar"];

    private static readonly (string Name, Hand Hand, BrowserNewContextOptions Options)[] Devices =
    [
        ("phone", Hand.Touch, new() { DeviceScaleFactor = 2 }),
        ("phone-dark", Hand.Touch, new() { DeviceScaleFactor = 2, ColorScheme = ColorScheme.Dark }),
        ("desktop", Hand.Mouse, new() { ViewportSize = new() { Width = 1280, Height = 860 } }),
    ];

    public static async Task Main()
    {
        try
        {
            foreach (var parts in Enum.GetValues<Parts>()) await TakeAlbumAsync(parts);
        }
        finally
        {
            await Servers.DisposeAsync();
        }
    }

    private static async Task TakeAlbumAsync(Parts parts)
    {
        var settings = new Dictionary<string, string?> { ["HumanCheck:Mode"] = "altcha" };
        await using var api = await ResetApi.StartAsync(parts, settings, now: TimeProvider.System.GetUtcNow());
        foreach (var locale in Locales)
        {
            foreach (var (name, hand, options) in Devices) await TakeTourAsync(api, $"{parts}/{locale}-{name}", $"?locale={locale}", hand, options);
        }

        if (parts is Parts.Embedded) await TakeMailAsync(api); // there the demo account is
    }

    private static async Task TakeTourAsync(ResetApi api, string name, string address, Hand hand, BrowserNewContextOptions options)
    {
        var customer = await Customer.ArriveAsync(api, address, hand, new(options) { ReducedMotion = ReducedMotion.Reduce });
        var number = 0;
        await Tour.TakeAsync(api, customer, async (screen, state) =>
        {
            var file = string.Create(CultureInfo.InvariantCulture, $"{name}-{++number:00}-{screen}-{state}.png");
            await customer.Page.ScreenshotAsync(new() { Path = Path.Combine(Album, file), FullPage = true, Animations = ScreenshotAnimations.Disabled });
        });
        customer.TakeOffences(); // a picture of a whole page stretches the window, which moves things
        await customer.LeaveAsync();
    }

    // README's: the first step on a phone, and the mail that it leads to.
    private static async Task TakeMailAsync(ResetApi api)
    {
        var customer = await Customer.ArriveAsync(api, "", Hand.Touch, new() { DeviceScaleFactor = 2, ReducedMotion = ReducedMotion.Reduce });
        await customer.TypeAsync("#address", DemoAddress);
        await customer.SlideAsync();
        await customer.Page.ScreenshotAsync(new() { Path = Path.Combine(Readme, "page.png"), Clip = Window, Animations = ScreenshotAnimations.Disabled });
        await customer.PressAsync("#email form button");
        await customer.PressAsync("[data-go=send]");
        await customer.PressAsync("#send form button");
        var mail = await api.SendGrid.NextMailAsync(DemoAddress);
        await customer.LeaveAsync();

        var mailbox = await (await Servers.Browser).OpenAsync(new() { DeviceScaleFactor = 2, ViewportSize = new() { Width = 390, Height = 844 } });
        var reader = await mailbox.NewPageAsync();
        await reader.SetContentAsync(mail.Html);
        await reader.ScreenshotAsync(new() { Path = Path.Combine(Readme, "mail.png"), Clip = Window });
        await mailbox.CloseAsync();
    }
}
