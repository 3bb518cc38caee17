using System.ComponentModel.DataAnnotations;
using ResetService.Hosting;

namespace ResetService.Partners;

/// <summary>A program that calls with a key: a shop's server, an integration. The key says who calls, never which account may be reset.</summary>
internal sealed record Partner : IValidatableObject
{
    /// <summary>SHA-256 of its key in base64url, as <c>partners new-key</c> prints it. The key itself is in no setting.</summary>
    public string KeyDigest { get; init; } = "";

    /// <summary>The other key of a rotation, which is taken too.</summary>
    public string? PreviousKeyDigest { get; init; }

    /// <summary>The shops in whose name it may open tickets.</summary>
    public IReadOnlyList<string> Storefronts { get; init; } = [];

    /// <summary>The calls it may make, by operationId.</summary>
    public IReadOnlyList<string> Operations { get; init; } = [];

    /// <summary>All its calls: five for each ticket that it can open.</summary>
    public Rate Calls { get; init; } = new() { Limit = 3000, Window = TimeSpan.FromMinutes(5) };

    /// <summary>Two a second, a tenth of what all callers have: no proof of work slows a partner, so a stolen key is held here.</summary>
    public Rate Tickets { get; init; } = new() { Limit = 600, Window = TimeSpan.FromMinutes(5) };

    internal IEnumerable<string> KeyDigests => new[] { KeyDigest, PreviousKeyDigest }.OfType<string>().Where(digest => digest.Length > 0);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsDigest(KeyDigest)) yield return new("must be the digest of a key, as partners new-key prints it.", [nameof(KeyDigest)]);
        if (PreviousKeyDigest is { Length: > 0 } && !IsDigest(PreviousKeyDigest)) yield return new("must be the digest of a key, or be left out.", [nameof(PreviousKeyDigest)]);

        // Letter for letter, as each call names them: configuration itself would take upper case for lower, and a path for a name.
        var shops = validationContext.GetRequiredService<IConfiguration>().GetSection(nameof(Storefronts)).GetChildren().Select(shop => shop.Key).ToHashSet(StringComparer.Ordinal);
        if (Storefronts.Count == 0) yield return new("must name the storefronts that the key is for.", [nameof(Storefronts)]);
        foreach (var storefront in Storefronts.Where(storefront => !shops.Contains(storefront)))
            yield return new($"{storefront} is no storefront.", [nameof(Storefronts)]);

        if (Operations.Count == 0) yield return new("must name the operations that the key is for.", [nameof(Operations)]);
        foreach (var operation in Operations.Where(operation => !PartnerServices.Operations.Contains(operation, StringComparer.Ordinal)))
            yield return new($"{operation} is no operation that takes a key: {string.Join(", ", PartnerServices.Operations)}.", [nameof(Operations)]);

        foreach (var failure in Settings.Nested(nameof(Calls), Calls).Concat(Settings.Nested(nameof(Tickets), Tickets))) yield return failure;
    }

    public override string ToString() => nameof(Partner);

    private static bool IsDigest(string text) => Secret.TryParse(text, out _); // it is written as a key itself is
}
