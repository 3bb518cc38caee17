using ResetService.Hosting;

namespace ResetService.Resets;

/// <summary>A browser and its system, as coarse as people know them. Of a User-Agent nothing else goes on, so nothing in it can reach a mail.</summary>
internal static class Device
{
    // In this order: each names those before it, or is named by those after it.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("YaBrowser/", "Yandex Browser"), ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Macintosh", "Mac"), ("Linux", "Linux"),
    ];

    /// <returns>The customer's; null where a partner's server calls in the customer's place.</returns>
    public static string? Of(HttpContext http) => Caller.Of(http).IsPartner ? null : Read(http.Request.Headers.UserAgent);

    /// <returns>Such as <c>Firefox, Android</c>; null where nothing is known.</returns>
    public static string? Read(string? userAgent)
    {
        string?[] known = [Find(Browsers, userAgent), Find(Systems, userAgent)];

        return known.OfType<string>().ToArray() is { Length: > 0 } parts ? string.Join(", ", parts) : null;
    }

    private static string? Find((string Mark, string Name)[] names, string? userAgent) =>
        names.FirstOrDefault(name => userAgent?.Contains(name.Mark, StringComparison.Ordinal) is true).Name;
}
