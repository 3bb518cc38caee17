namespace ResetService.Accounts;

/// <summary>What an endpoint of the settings has said: where it answered 410, nothing more is sent to it.</summary>
internal sealed class WebhookState
{
    /// <summary>The endpoint's name in the settings.</summary>
    public required string Name { get; init; }

    /// <summary>Where it was then. Under another URL it is another endpoint.</summary>
    public required string Url { get; set; }

    /// <summary>Null once it is switched on again.</summary>
    public DateTimeOffset? DisabledAt { get; set; }
}
