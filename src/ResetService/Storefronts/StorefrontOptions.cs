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
        if (!ContainsKey(Default)) yield return new("is missing: it serves whoever names no storefront.", [Default]);

        foreach (var (name, storefront) in this)
        {
            if (name.Length > 64) yield return new("is longer than 64 characters.", [name]);
            if (string.IsNullOrWhiteSpace(storefront.Name)) yield return new("is missing.", [$"{name}:{nameof(storefront.Name)}"]);
            if (storefront.SignInUrl is not { IsAbsoluteUri: true }) yield return new("must be an absolute URL.", [$"{name}:{nameof(storefront.SignInUrl)}"]);
            if (!EmailAddress.TryParse(storefront.Sender, out _)) yield return new("must be an e-mail address.", [$"{name}:{nameof(storefront.Sender)}"]);
            if (!EmailAddress.TryParse(storefront.SupportEmail, out _)) yield return new("must be an e-mail address.", [$"{name}:{nameof(storefront.SupportEmail)}"]);
        }
    }
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
}
