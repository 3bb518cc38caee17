using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.RegularExpressions;
using ResetService.Hosting;

namespace ResetService.Webhooks;

/// <summary>The section <c>Webhooks</c>: who hears of what happens.</summary>
internal sealed record WebhookOptions : IValidatableObject
{
    public WebhookEndpointOptions Endpoints { get; init; } = [];

    /// <summary>Networks in CIDR notation that endpoints may be in although they are not on the internet.</summary>
    public IReadOnlyList<string> PrivateNetworks { get; init; } = [];

    /// <summary>For one delivery, answer included. Standard Webhooks asks for 15 to 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:15", "00:00:30")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Whether a delivery may go to this address.</summary>
    public bool MayReach(IPAddress address) =>
        PublicAddress.Is(address) || PrivateNetworks.Any(network => IPNetwork.TryParse(network, out var open) && open.Contains(PublicAddress.Unmapped(address)));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var network in PrivateNetworks.Where(network => !IPNetwork.TryParse(network, out _)))
            yield return new($"{network} is no network in CIDR notation.", [nameof(PrivateNetworks)]);

        foreach (var (name, endpoint) in Endpoints)
        {
            foreach (var failure in Settings.Nested($"{nameof(Endpoints)}:{name}", endpoint, validationContext)) yield return failure;
            if (endpoint.Url is { IsAbsoluteUri: true } url && !MayReach(url))
                yield return new($"is no address on the internet. {nameof(PrivateNetworks)} can name networks to reach all the same.", [$"{nameof(Endpoints)}:{name}:{nameof(endpoint.Url)}"]);
        }

        foreach (var failure in Settings.Nested(nameof(Endpoints), Endpoints, validationContext)) yield return failure;
    }

    // A name is looked up when a delivery connects, and then again each time: what it stands for can change.
    private bool MayReach(Uri url) => url.HostNameType switch
    {
        UriHostNameType.IPv4 or UriHostNameType.IPv6 => MayReach(IPAddress.Parse(url.IdnHost)),
        _ => !url.IsLoopback || MayReach(IPAddress.Loopback),
    };
}

/// <summary>The endpoints by name.</summary>
internal sealed partial class WebhookEndpointOptions : Dictionary<string, WebhookEndpoint>, IValidatableObject
{
    public WebhookEndpointOptions() : base(StringComparer.Ordinal)
    {
    }

    /// <summary>Whether an endpoint can have this name: it stands in settings, log lines and the outbox.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var name in Keys.Where(name => !IsName(name)))
            yield return new("must have letters, digits, '-', '_' and '.' alone, and up to 50 of them.", [name]);

        var shared = this.SelectMany(endpoint => endpoint.Value.Secrets, (endpoint, secret) => (endpoint.Key, Secret: secret)).GroupBy(secret => secret.Secret, StringComparer.Ordinal);
        foreach (var several in shared.Where(secret => secret.Count() > 1))
            yield return new("is the same as another one: whoever knew it could sign for both.", several.Select(secret => $"{secret.Key}:{nameof(WebhookEndpoint.Secret)}"));
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,49}\z")]
    private static partial Regex Name();
}
