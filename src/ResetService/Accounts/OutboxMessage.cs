namespace ResetService.Accounts;

/// <summary>Something to do after a transaction, written in it: done at least once, whatever crashes in between.</summary>
internal sealed class OutboxMessage
{
    public required Guid Id { get; init; }

    public required string Kind { get; init; }

    /// <summary>JSON; its shape goes with the kind.</summary>
    public required string Payload { get; init; }

    public int Attempts { get; set; }

    /// <summary>Null once it is given up.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>Not tried any more from then on; null where its tries alone decide.</summary>
    public DateTimeOffset? GiveUpAt { get; set; }

    public DateTimeOffset? DoneAt { get; set; }
}
