using System.Text.Json;
using ResetService.Accounts;
using ResetService.Tickets;

namespace ResetService.Resets;

/// <summary>After step 4, from the outbox: the owner is told, so that a reset that wasn't theirs doesn't go unseen (NIST SP 800-63B-4 §4.6).</summary>
/// <param name="To">The address on file at the change.</param>
/// <param name="Storefront">In whose name.</param>
/// <param name="Locale">In which language.</param>
/// <param name="At">When the password changed.</param>
/// <param name="Reference">The mail's.</param>
/// <param name="Network">Where from: an IPv4 /24 or an IPv6 /48.</param>
/// <param name="Device">With what, roughly. It stands nowhere else, and no longer than until the mail is sent.</param>
internal sealed record PasswordChanged(string To, string Storefront, string Locale, DateTimeOffset At, string Reference, string? Network, string? Device)
{
    public const string Kind = "password-changed";

    public static OutboxMessage Message(PasswordReset reset, string to, string storefront, string locale, string? device) => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = Kind,
        Payload = JsonSerializer.Serialize(new PasswordChanged(to, storefront, locale, reset.CompletedAt, TicketStore.DrawReference(), reset.Network, device)),
        NextAttemptAt = reset.CompletedAt,
    };

    public override string ToString() => nameof(PasswordChanged);
}
