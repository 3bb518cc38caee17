using Microsoft.AspNetCore.Http.HttpResults;
using ResetService.Hosting;
using ResetService.Tickets;

namespace ResetService.Resets;

/// <summary>How a reset stands. Nothing here depends on whether the address has an account.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Kind">What the last mail carries; absent before sendCode.</param>
/// <param name="ExpiresAt" example="2030-01-01T12:20:00.000Z">When the ticket ends.</param>
/// <param name="AttemptsLeft" example="5">Wrong codes that this ticket has left.</param>
/// <param name="SendsLeft" example="2">Mails that this ticket has left.</param>
/// <param name="ResendAt" example="2030-01-01T12:01:00.000Z">From when on another mail can be asked for; absent before sendCode.</param>
internal sealed record TicketRead(TicketStatus State, MailKind? Kind, DateTimeOffset ExpiresAt, int AttemptsLeft, int SendsLeft, DateTimeOffset? ResendAt);

/// <summary>How far a ticket is.</summary>
internal enum TicketStatus
{
    /// <summary>No mail was asked for yet.</summary>
    Open,

    /// <summary>A code was asked for; confirmCode is next.</summary>
    CodeRequested,

    /// <summary>A link was asked for; confirmLink is next.</summary>
    LinkSent,

    /// <summary>The ticket's tries are spent.</summary>
    Locked,

    /// <summary>The code was right; setPassword is next.</summary>
    Confirmed,
}

internal static class ReadTicketHandler
{
    /// <summary>Says how a ticket stands</summary>
    /// <remarks>For a page that was left and comes back. It counts no try.</remarks>
    public static async Task<Results<Ok<TicketRead>, Refusal>> Handle(TicketId id, Secret token, TicketStore tickets)
    {
        var (ticket, refusal) = await tickets.ReadAsync(id, token);
        if (refusal is not null) return refusal;

        return TypedResults.Ok(new TicketRead(
            Enum.Parse<TicketStatus>(ticket!.State, ignoreCase: true),
            ticket.Kind is null ? null : Enum.Parse<MailKind>(ticket.Kind, ignoreCase: true),
            ticket.ExpiresAt, ticket.AttemptsLeft, ticket.SendsLeft, ticket.ResendAt));
    }
}
