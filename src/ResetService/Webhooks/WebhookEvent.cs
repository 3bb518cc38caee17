using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ResetService.Webhooks;

/// <summary>Something that happened, for those who asked to hear of it. Thin: what it names can be looked up, and nothing in it opens anything.</summary>
/// <param name="Type">Which of <see cref="WebhookEvents"/>.</param>
/// <param name="At">When.</param>
/// <param name="Partner">Whose ticket it is about; empty for anyone else's.</param>
/// <param name="TicketId">The ticket, as createResetTicket answered it.</param>
/// <param name="Storefront">Where it was asked for.</param>
/// <param name="Reference">Of the mail or the support case.</param>
/// <param name="AccountId">Whose password changed, by the shop's own key.</param>
internal sealed record WebhookEvent(
    string Type, DateTimeOffset At, string Partner, string? TicketId, string? Storefront, string? Reference = null, string? AccountId = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>The body, as every attempt sends it: its signature covers each byte.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new { Type, Timestamp = At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), Data = new { TicketId, Storefront, Reference, AccountId } }, Json);

    public override string ToString() => nameof(WebhookEvent); // a whole ticket id carries an address's tag
}
