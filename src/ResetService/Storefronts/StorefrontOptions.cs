using System.ComponentModel.DataAnnotations;
using ResetService.Hosting;

namespace ResetService.Storefronts;

/// <summary>The shops of this deployment, by name; the section <c>Storefronts</c>. <c>default</c> serves who names none.</summary>
internal sealed class StorefrontOptions : Dictionary<string, Storefront>, IValidatableObject
{
    public const string Default = "default";

    public StorefrontOptions() : base(StringComparer.Ordinal)
    {
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var development = validationContext.GetRequiredService<IHostEnvironment>().IsDevelopment();
        if (!ContainsKey(Default)) yield return new("is missing: it serves whoever names no storefront.", [Default]);

        foreach (var (name, storefront) in this)
        {
            if (name.Length > 64) yield return new("is longer than 64 characters.", [name]);
            if (string.IsNullOrWhiteSpace(storefront.Name)) yield return new("is missing.", [$"{name}:{nameof(storefront.Name)}"]);
            if (storefront.SignInUrl is not { IsAbsoluteUri: true }) yield return new("must be an absolute URL.", [$"{name}:{nameof(storefront.SignInUrl)}"]);
            if (!EmailAddress.TryParse(storefront.Sender, out _)) yield return new("must be an e-mail address.", [$"{name}:{nameof(storefront.Sender)}"]);
            if (!EmailAddress.TryParse(storefront.SupportEmail, out _)) yield return new("must be an e-mail address.", [$"{name}:{nameof(storefront.SupportEmail)}"]);
            foreach (var origin in storefront.Origins.Where(origin => !IsOrigin(origin, development)))
                yield return new($"{origin} is no origin as browsers send it: https, the host, a port that isn't the usual one, nothing else.", [$"{name}:{nameof(storefront.Origins)}"]);
        }
    }

    private static bool IsOrigin(string origin, bool development) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (development && url.Scheme == Uri.UriSchemeHttp))
        && origin == $"{url.Scheme}://{url.IdnHost}{(url.IsDefaultPort ? "" : $":{url.Port}")}";
}

/// <summary>A shop with its brand.</summary>
internal sealed record Storefront
{
    /// <summary>As customers know it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where a customer signs in with the new password.</summary>
    public Uri? SignInUrl { get; init; }

    /// <summary>The address that mails come from.</summary>
    public string Sender { get; init; } = "";

    /// <summary>Where customers find help; every mail names it.</summary>
    public string SupportEmail { get; init; } = "";

    /// <summary>Whose pages may call the API, such as <c>https://shop.example.com</c>.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];
}
