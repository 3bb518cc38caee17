using Microsoft.AspNetCore.Http.HttpResults;
using ResetService.Hosting;
using ResetService.Tickets;

namespace ResetService.Resets;

/// <summary>Whoever opened a ticket can end it at any time.</summary>
internal static class CancelTicketHandler
{
    /// <summary>Cancels a ticket</summary>
    /// <remarks>From then on it answers like one that never was. What it spent of its address's budgets stays spent.</remarks>
    /// <response code="204">The ticket is gone.</response>
    public static async Task<Results<NoContent, Refusal>> Handle(TicketId id, Secret token, TicketStore tickets)
    {
        if (await tickets.CancelAsync(id, token) is { } refusal) return refusal;

        return TypedResults.NoContent();
    }
}
