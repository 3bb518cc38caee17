using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ResetService.Hosting;
using ResetService.Storefronts;

namespace ResetService.Pages;

/// <summary>What the page is made of. All have their contents' hash in their address, so that browsers keep them for ever and never mix two versions.</summary>
internal static partial class PageFiles
{
    private const string Resources = "Pages/";
    private const string Template = "page.hbs";
    private const string Worker = "solver.js";

    private static readonly FrozenDictionary<string, string> TypeOf = new Dictionary<string, string>
    {
        [".css"] = "text/css",
        [".js"] = "text/javascript",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, byte[]> All = typeof(PageFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Resources, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Resources.Length..], Read, StringComparer.Ordinal);

    private static readonly string Version =
        Base64Url.EncodeToString(SHA256.HashData([.. All.OrderBy(file => file.Key, StringComparer.Ordinal).SelectMany(file => file.Value)]))[..16];

    public static IEnumerable<string> Types => TypeOf.Values;

    /// <summary>The scripts that the page runs itself, to be fetched at once and not one after the other.</summary>
    public static IReadOnlyList<string> Modules { get; } =
        [.. All.Keys.Where(name => name.EndsWith(".js", StringComparison.Ordinal) && name != Worker).Order(StringComparer.Ordinal)];

    /// <summary>Where they are, relative to the page.</summary>
    public static string Folder { get; } = $"page/{Version}";

    public static string PageTemplate => Encoding.UTF8.GetString(All[Template]);

    public static IResult Handle(HttpContext http, string version, string file)
    {
        if (Find(file) is not { } content) return (Refusal)Problems.NotFound;

        // While a new version is rolled out, a page of one instance can ask another for its files. What that one has will mostly do, once.
        if (version == Version) http.Response.Headers.CacheControl = SecurityHeaders.KeptForEver;
        return TypedResults.Bytes(content, $"{TypeOf[Path.GetExtension(file)]}; charset=utf-8");
    }

    private static byte[]? Find(string file)
    {
        if (Color().Match(file) is { Success: true } color) return Accent($"#{color.Groups["rgb"].Value}");

        return file == Template ? null : All.GetValueOrDefault(file);
    }

    // The shop's colour: in a file of its own, since the page's policy lets no style stand in the page.
    private static byte[] Accent(string color) => Encoding.UTF8.GetBytes($":root {{ --accent: {color}; --on-accent: {Contrast.TextOn(color)}; }}\n");

    private static byte[] Read(string resource)
    {
        using var file = typeof(PageFiles).Assembly.GetManifestResourceStream(resource)!;
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }

    [GeneratedRegex(@"^accent-(?<rgb>[0-9A-Fa-f]{6})\.css\z")]
    private static partial Regex Color();
}
