using System.Net;
using System.Text.Json;
using ResetService.Accounts;

namespace ResetService.Resets;

/// <summary>After requestSupport, from the outbox: the case goes to the shop's people.</summary>
/// <param name="Reference">The case's.</param>
internal sealed record SupportCase(string Reference)
{
    public const string Kind = "support-case";

    public static OutboxMessage Message(SupportRequest request) => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = Kind,
        Payload = JsonSerializer.Serialize(new SupportCase(request.Reference)),
        NextAttemptAt = request.CreatedAt,
    };
}

/// <summary>After requestSupport, from the outbox: the customer is told that the case has arrived, while the contact address has mails left.</summary>
/// <param name="Reference">The case's.</param>
/// <param name="Network">Where it was asked for: one network can use half of an address's mails.</param>
internal sealed record SupportReceipt(string Reference, string Network)
{
    public const string Kind = "support-receipt";

    public static OutboxMessage Message(SupportRequest request, IPNetwork network) => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = Kind,
        Payload = JsonSerializer.Serialize(new SupportReceipt(request.Reference, network.ToString())),
        NextAttemptAt = request.CreatedAt,
    };
}
