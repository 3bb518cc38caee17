namespace ResetService.Accounts;

/// <summary>What became of a mail, as SendGrid's event webhook tells it.</summary>
internal sealed class MailEvent
{
    /// <summary>SendGrid's <c>sg_event_id</c>, up to 100 characters.</summary>
    public required string Id { get; init; }

    public required string MessageId { get; init; }

    /// <summary>The mail's reference: the one custom arg that it carried.</summary>
    public required string Reference { get; init; }

    /// <summary>The kind of mail.</summary>
    public string? Mail { get; init; }

    /// <summary>SendGrid's word: processed, delivered, deferred, bounce, dropped …</summary>
    public required string Kind { get; init; }

    public string? Reason { get; init; }

    public required DateTimeOffset At { get; init; }
}
