using Microsoft.AspNetCore.Http.HttpResults;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Letters;
using ResetService.Mail;
using ResetService.Webhooks;

namespace ResetService.Resets;

/// <summary>After the mails: SendGrid tells what became of them.</summary>
internal static class ReceiveSendGridEventsHandler
{
    /// <summary>Takes what SendGrid tells of mails</summary>
    /// <remarks>
    /// For SendGrid's event webhook, and nobody else: the signature is over the timestamp and the body as it is sent. Events that are known
    /// already, of another kind or of somebody else's mails do nothing. Without a public key in the settings there is nothing here.
    /// </remarks>
    public static async Task<Results<NoContent, Refusal>> Handle(
        HttpRequest request, EventSignature signature, EventGate gate, MailEventStore events, MailFates fates, WebhookOutbox webhooks, WakeUp wakeUp,
        CancellationToken cancellation)
    {
        if (!signature.IsAwaited) return (Refusal)Problems.NotFound;

        if (!signature.MayBeOf(request.Headers)) return (Refusal)Problems.InvalidSignature;

        using var place = gate.Enter(request.HttpContext);
        if (!place.IsAcquired || await gate.ReadAsync(request, cancellation) is not { } batch) return (Refusal)Problems.ServiceUnavailable;
        if (!signature.IsOf(request.Headers, batch.Span)) return (Refusal)Problems.InvalidSignature;
        if (SendGridEvent.Read(batch) is not { } told) return Refusal.Invalid("body", "not-taken");

        // Whoever shares the account at SendGrid may name a reference of the same shape.
        var ours = told.Where(each => LetterKinds.All.Contains(each.Category, StringComparer.Ordinal)).ToArray();
        var lists = ours.ToLookup(each => each.Id, each => each.SuppressionList, StringComparer.Ordinal);
        var kept = await events.KeepAsync([.. ours.Select(ToMailEvent)], news => HasBounced(news) ? webhooks.MessagesOf(Bounced(news)) : [], cancellation);
        foreach (var news in kept) fates.Tell(news, lists[news.Id].First());
        if (kept.Any(HasBounced)) wakeUp.Send(WebhookWorker.Work);

        return TypedResults.NoContent();
    }

    // A support case's mails go to no account.
    private static bool HasBounced(MailEvent news) =>
        news is { Kind: SendGridEvent.Bounce or SendGridEvent.Dropped, Mail: LetterKinds.Code or LetterKinds.Link or LetterKinds.Changed };

    // A mail carries its reference and nothing else, so whose ticket it was is not known here.
    private static WebhookEvent Bounced(MailEvent news) => new(WebhookEvents.MailBounced, news.At, Partner: "", TicketId: null, Storefront: null, news.Reference);

    private static MailEvent ToMailEvent(SendGridEvent told) => new()
    {
        Id = told.Id,
        MessageId = told.MessageId,
        Reference = told.Reference,
        Mail = told.Category,
        Kind = told.Kind,
        Reason = told.Reason,
        At = told.At,
    };
}
