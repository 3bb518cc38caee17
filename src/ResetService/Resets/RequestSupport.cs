using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Tickets;
using ResetService.Webhooks;

namespace ResetService.Resets;

/// <summary>The way of whoever lost the mailbox: the shop's people are asked for help.</summary>
/// <param name="ContactEmail" example="ada.l@example.org">Where the customer can be reached.</param>
/// <param name="Message" example="My old mailbox is gone. Can you help me?">What the customer tells, in lines of text.</param>
internal sealed record RequestSupport(string ContactEmail, string Message)
{
    public override string ToString() => nameof(RequestSupport); // what a customer tells is nobody else's business
}

/// <summary>The case is open. It goes to the shop's people, and a receipt to the contact address while that has mails left.</summary>
/// <param name="Reference" example="KHQXTMBD">What to quote when writing about it.</param>
internal sealed record SupportRequested(string Reference);

internal sealed class RequestSupportValidator : AbstractValidator<RequestSupport>
{
    private const int MaxLength = 2000; // a page of text

    public RequestSupportValidator()
    {
        RuleFor(r => r.ContactEmail).Cascade(CascadeMode.Stop).MaximumLength(EmailAddress.MaxLength)
            .Must(email => EmailAddress.TryParse(email, out _)).WithErrorCode("not-an-address");
        RuleFor(r => r.Message).NotEmpty().SetValidator(new CodePointLength<RequestSupport>(MaxLength))
            .Must(IsText).WithErrorCode("not-text");
    }

    // A NUL is more than Postgres can keep, an escape more than a terminal should be shown.
    private static bool IsText(string message) => message.All(character => !char.IsControl(character) || character is '\n' or '\r' or '\t');
}

internal static class RequestSupportHandler
{
    /// <summary>Asks the shop's people for help</summary>
    /// <remarks>
    /// For whoever can't read the mailbox any more. A ticket opens one case: the same call again answers the same reference, another one is 429.
    /// It changes nothing else about the ticket, and nobody looks up whether the address has an account.
    /// </remarks>
    public static async Task<Results<Accepted<SupportRequested>, Refusal>> Handle(
        TicketId id, Secret token, RequestSupport request, HttpContext http, CaseStore cases, SupportStore support, WebhookOutbox webhooks, WakeUp wakeUp,
        TimeProvider clock, CancellationToken cancellation)
    {
        var (opened, refusal) = await cases.OpenAsync(id, token);
        if (refusal is not null) return refusal;

        var asked = new SupportRequest
        {
            Id = Guid.CreateVersion7(),
            Reference = opened!.Reference,
            Email = opened.Address,
            ContactEmail = EmailAddress.Parse(request.ContactEmail).Typed,
            Message = request.Message,
            Storefront = opened.Storefront,
            Locale = opened.Locale,
            MailReference = opened.MailReference,
            CreatedAt = clock.GetUtcNow(),
        };
        OutboxMessage[] outbox =
        [
            SupportCase.Message(asked),
            SupportReceipt.Message(asked, ClientNetwork.Of(http)),
            .. webhooks.MessagesOf(new(WebhookEvents.SupportRequested, asked.CreatedAt, token.Partner, id.Value, asked.Storefront, asked.Reference)),
        ];
        var kept = await support.KeepAsync(asked, outbox, cancellation);
        if ((kept.ContactEmail, kept.Message) != (asked.ContactEmail, asked.Message)) return Refusal.TooMany(opened.Quota);

        wakeUp.Send(OutboxWorker.Work);
        wakeUp.Send(WebhookWorker.Work);
        return TypedResults.Accepted((string?)null, new SupportRequested(kept.Reference));
    }
}
