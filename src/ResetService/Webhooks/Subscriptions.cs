using Microsoft.Extensions.Options;

namespace ResetService.Webhooks;

/// <summary>Who hears of what.</summary>
internal sealed class Subscriptions(IOptionsMonitor<WebhookOptions> options)
{
    private WebhookEndpointOptions Endpoints => options.CurrentValue.Endpoints;

    /// <returns>The endpoint of that name, or null where the settings have none, or none yet.</returns>
    public WebhookEndpoint? Named(string name) => Endpoints.GetValueOrDefault(name);

    /// <returns>The names of the endpoints that hear of this.</returns>
    public IEnumerable<string> HearersOf(WebhookEvent happened) => HearersOf(happened.Type, happened.Partner);

    /// <returns>The type, or nothing where nobody would hear of it: then a step need not tell.</returns>
    public string Wanted(string type, string partner) => HearersOf(type, partner).Any() ? type : "";

    private IEnumerable<string> HearersOf(string type, string partner) =>
        Endpoints.Where(endpoint => endpoint.Value.Hears(type, partner)).Select(endpoint => endpoint.Key);
}
