using System.Security.Cryptography;
using System.Text;
using ResetService.Accounts;
using ResetService.Webhooks;

namespace ResetService.Resets;

/// <summary>Makes of an event the messages that its hearers get, for the transaction that it happens in.</summary>
internal sealed class WebhookOutbox(Subscriptions subscriptions, TimeProvider clock)
{
    public IReadOnlyList<OutboxMessage> MessagesOf(WebhookEvent happened) => MessagesOf(happened, _ => Guid.CreateVersion7());

    /// <param name="happened">The event.</param>
    /// <param name="name">One of its kind: the messages of the same event, made again, are the same.</param>
    public IReadOnlyList<OutboxMessage> MessagesOf(WebhookEvent happened, string name) => MessagesOf(happened, endpoint => Named($"{endpoint} {name}"));

    private IReadOnlyList<OutboxMessage> MessagesOf(WebhookEvent happened, Func<string, Guid> idFor) =>
    [
        .. subscriptions.HearersOf(happened).Select(endpoint => new OutboxMessage
        {
            Id = idFor(endpoint),
            Kind = $"{Outbox.WebhookKind}{endpoint}",
            Payload = happened.ToJson(),
            NextAttemptAt = happened.At,
            GiveUpAt = clock.GetUtcNow() + Outbox.WebhookLife,
        }),
    ];

    // RFC 9562's version 8 is for ids like this one.
    private static Guid Named(string name)
    {
        var id = SHA256.HashData(Encoding.UTF8.GetBytes(name))[..16];
        id[6] = (byte)((id[6] & 0x0f) | 0x80);
        id[8] = (byte)((id[8] & 0x3f) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
