using System.Text.Json;
using ResetService.Accounts;
using ResetService.Tickets;

namespace ResetService.Resets;

/// <summary>After step 4, from the outbox: Redis learns that the reset completed, where it did not answer at once.</summary>
/// <param name="Ticket">The ticket's id.</param>
/// <param name="At">When, by Redis's clock.</param>
internal sealed record ResetCompleted(string Ticket, DateTimeOffset At)
{
    public const string Kind = "reset-completed";

    public static OutboxMessage Message(PasswordReset reset, TicketId ticket, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = Kind,
        Payload = JsonSerializer.Serialize(new ResetCompleted(ticket.Value, at)),
        NextAttemptAt = reset.CompletedAt,
    };

    public override string ToString() => nameof(ResetCompleted); // the whole id carries the address's tag
}
