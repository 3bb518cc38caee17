using ResetService.Accounts;
using ResetService.Webhooks;

namespace ResetService.Resets;

/// <summary>Delivers events to the endpoints that hear of them: over days, until each was taken or is given up. <c>webhooks replay</c> begins anew with those.</summary>
internal sealed partial class WebhookWorker(
    OutboxLoop loop, Subscriptions subscriptions, WebhookClient client, WebhookStates states, TimeProvider clock, ILogger<WebhookWorker> logger) : BackgroundService
{
    public const string Work = "webhooks";

    // A mute receiver holds a hand for as long as a delivery may take: the other hands are for others.
    private readonly Hands hands = new(inAll: 64, ofAKind: 4);

    // How long a receiver is left alone when it can't keep up and doesn't say for how long.
    private static readonly TimeSpan BreathingSpace = TimeSpan.FromMinutes(1);

    // No receiver may put its messages off for longer at once.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>Pauses between the tries of a message, as Standard Webhooks proposes them: three days in all.</summary>
    internal static readonly TimeSpan[] Retries =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loop.RunAsync(OutboxLane.Webhooks, Work, hands, Retries, DoAsync, stoppingToken);

    private async Task<OutboxOutcome> DoAsync(OutboxMessage message)
    {
        var name = message.Kind[Outbox.WebhookKind.Length..];
        if (subscriptions.Named(name) is not { } endpoint)
        {
            LogNotTaken(message.Id, name, message.Attempts, "It is not in the settings.");
            return new(OutboxResult.TryLater); // whoever made the message may have read changed settings a minute earlier
        }

        if (await states.IsDisabledAsync(name, endpoint.Url!, CancellationToken.None)) return OutboxOutcome.Unwanted;

        var outcome = await client.SendAsync(endpoint, $"msg_{message.Id:N}", message.Payload);
        if (outcome.Result is WebhookResult.Delivered) return OutboxOutcome.Done;

        LogNotTaken(message.Id, name, message.Attempts, outcome.Reason);
        var asked = outcome.RetryAfter > LongestWait ? LongestWait : outcome.RetryAfter;
        switch (outcome.Result)
        {
            case WebhookResult.Gone:
                await states.DisableAsync(name, endpoint.Url!, CancellationToken.None);
                LogDisabled(name);
                return OutboxOutcome.Unwanted;
            case WebhookResult.SlowDown:
                var pause = asked ?? BreathingSpace;
                hands.Hold(message.Kind, clock.GetUtcNow() + pause);
                return new(OutboxResult.TryLater, pause);
            default:
                return new(OutboxResult.TryLater, asked);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Webhook message {Id} was not taken by endpoint {Endpoint} at try {Attempt} ({Reason})")]
    private partial void LogNotTaken(Guid id, string endpoint, int attempt, string reason);

    [LoggerMessage(LogLevel.Error, "Webhook endpoint {Endpoint} answered 410 and is switched off; webhooks enable, or another URL in the settings, switches it on again")]
    private partial void LogDisabled(string endpoint);
}
