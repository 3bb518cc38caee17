using System.Reflection;
using Microsoft.Playwright;

namespace ResetService.Tests.Support;

/// <summary>Debian's Chromium without a window. One serves the whole run: each visitor gets a profile of its own in it.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    // It has no account to sandbox itself by where tests run as root; and it asks its maker for updates and more, which no test wants.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    // A busy machine is slow; a page that hangs is found out all the same.
    private const float Patience = 30_000;

    private readonly IPlaywright playwright;
    private readonly IBrowser chromium;

    private Chromium(IPlaywright playwright, IBrowser chromium) => (this.playwright, this.chromium) = (playwright, chromium);

    public static async Task<Chromium> StartAsync()
    {
        // Its driver is a program for node, which is here anyway and wanted by its full path.
        var package = typeof(Chromium).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "PlaywrightPackage").Value;
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", package);
        Environment.SetEnvironmentVariable("PLAYWRIGHT_NODEJS_PATH", Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "node")).First(File.Exists));

        var playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        return new(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = Arguments }));
    }

    public async Task<IBrowserContext> OpenAsync(BrowserNewContextOptions options)
    {
        var profile = await chromium.NewContextAsync(options);
        profile.SetDefaultTimeout(Patience);
        return profile;
    }

    public async ValueTask DisposeAsync()
    {
        await chromium.DisposeAsync();
        playwright.Dispose();
    }
}
