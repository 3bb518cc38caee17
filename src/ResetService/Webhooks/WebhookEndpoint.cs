using System.ComponentModel.DataAnnotations;

namespace ResetService.Webhooks;

/// <summary>Where events go: a partner's endpoint, which hears of its own tickets, or the shop's own, which hears of all.</summary>
internal sealed record WebhookEndpoint : IValidatableObject
{
    private const int LongestUrl = 2048; // as much as WebhookState has room for

    public Uri? Url { get; init; }

    /// <summary>Signs what is sent there, as <c>webhooks new-secret</c> prints it.</summary>
    public string Secret { get; init; } = "";

    /// <summary>The other secret of a rotation: both sign.</summary>
    public string? PreviousSecret { get; init; }

    /// <summary>Whose endpoint it is; unset, the shop's own.</summary>
    public string? Partner { get; init; }

    /// <summary>Whether it may learn of what happens only where there is an account.</summary>
    public bool AccountEvents { get; init; }

    /// <summary>What it hears of. Empty: all that it may.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    internal IEnumerable<string> Secrets => new[] { Secret, PreviousSecret }.OfType<string>().Where(secret => secret.Length > 0);

    /// <summary>Whether it wants and may hear of this.</summary>
    public bool Hears(string type, string partner) =>
        (Partner is null || Partner == partner)
        && (AccountEvents || !WebhookEvents.OfAccounts.Contains(type, StringComparer.Ordinal))
        && (Events.Count == 0 || Events.Contains(type, StringComparer.Ordinal));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var development = validationContext.GetRequiredService<IHostEnvironment>().IsDevelopment();
        if (Url is not { IsAbsoluteUri: true, UserInfo: "", Fragment: "" } || !(Url.Scheme == Uri.UriSchemeHttps || (development && Url.Scheme == Uri.UriSchemeHttp)))
            yield return new("must be an https URL without a user or a fragment.", [nameof(Url)]);
        else if (Url.AbsoluteUri.Length > LongestUrl)
            yield return new($"must have {LongestUrl} characters at the most.", [nameof(Url)]);

        if (!WebhookSecret.IsSecret(Secret)) yield return new("must be a secret, as webhooks new-secret prints it.", [nameof(Secret)]);
        if (PreviousSecret is { Length: > 0 } && !WebhookSecret.IsSecret(PreviousSecret)) yield return new("must be a secret, or be left out.", [nameof(PreviousSecret)]);
        // An empty one is a forgotten variable, and must not make a partner's endpoint the shop's. A name in other letters would never be told anything.
        if (Partner is not null && validationContext.GetRequiredService<IConfiguration>().GetSection("Partners").GetChildren().All(partner => partner.Key != Partner))
            yield return new($"'{Partner}' is no partner; for an endpoint of the shop's own leave it out.", [nameof(Partner)]);

        foreach (var type in Events.Where(type => !WebhookEvents.All.Contains(type, StringComparer.Ordinal)))
            yield return new($"{type} is no event: {string.Join(", ", WebhookEvents.All)}.", [nameof(Events)]);
        foreach (var type in Events.Intersect(WebhookEvents.OfAccounts, StringComparer.Ordinal).Where(_ => !AccountEvents))
            yield return new($"{type} tells who has an account: it needs {nameof(AccountEvents)}.", [nameof(Events)]);
    }

    public override string ToString() => nameof(WebhookEndpoint); // secrets are inside
}
