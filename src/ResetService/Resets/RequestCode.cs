using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using ResetService.Hosting;
using ResetService.Limits;
using ResetService.Tickets;

namespace ResetService.Resets;

/// <summary>Step 2: the mail is on its way, if the address has an account. The answer is the same if it has none.</summary>
/// <param name="Kind">What the mail carries.</param>
/// <param name="SentTo" example="a***@example.com">The address as typed, masked.</param>
/// <param name="Reference" example="KHQXTM">Stands in the mail too, so that a customer with several knows which one counts.</param>
/// <param name="CodeLength" example="6">Digits of the code; absent for a link.</param>
/// <param name="ExpiresAt" example="2030-01-01T12:10:00.000Z">When the code, or the link, ends.</param>
/// <param name="ResendAt" example="2030-01-01T12:01:00.000Z">From when on another mail can be asked for.</param>
/// <param name="SendsLeft" example="2">Mails that this ticket has left.</param>
internal sealed record CodeSent(
    MailKind Kind, string SentTo, [property: RegularExpression("^[A-Z]{6}$")] string Reference, int? CodeLength, DateTimeOffset ExpiresAt, DateTimeOffset ResendAt, int SendsLeft)
{
    public static CodeSent Of(RequestedCode sent)
    {
        var isLink = sent.Kind == "link";
        return new(isLink ? MailKind.Link : MailKind.Code, sent.SentTo, sent.Reference, isLink ? null : ResetCode.Length, sent.ExpiresAt, sent.ResendAt, sent.SendsLeft);
    }
}

/// <summary>What a mail carries.</summary>
internal enum MailKind
{
    /// <summary>Six digits for confirmCode.</summary>
    Code,

    /// <summary>A link for confirmLink: the address has no tries left, this is the last mail that it has left, or the service is under attack.</summary>
    Link,
}

internal static class RequestCodeHandler
{
    /// <summary>Mails a code, or mails it again</summary>
    /// <remarks>A code that lives is mailed again as it is. Neither a resend nor a new code refills the tries.</remarks>
    public static async Task<Results<Accepted<CodeSent>, Refusal>> Handle(TicketId id, Secret token, HttpContext http, TicketStore tickets, Attack attack)
    {
        var (sent, refusal) = await tickets.RequestCodeAsync(id, token, ClientNetwork.Of(http), linksOnly: await attack.IsOnAsync());
        if (refusal is not null) return refusal;

        return TypedResults.Accepted((string?)null, CodeSent.Of(sent!));
    }
}
