namespace ResetService.Accounts;

/// <summary>A reset that happened. Its key, written in the password's own transaction, makes it happen once.</summary>
internal sealed class PasswordReset
{
    /// <summary>SHA-256 of the ticket's id and its pass's digest, in base64url: finding the row proves that the caller holds both.</summary>
    public required string TicketHash { get; init; }

    /// <summary>The key of the account, as text: the shop's own table may have any.</summary>
    public required string AccountId { get; init; }

    public required DateTimeOffset CompletedAt { get; set; }

    /// <summary>Until when the same call is answered again: the pass's expiry.</summary>
    public required DateTimeOffset AnswersUntil { get; init; }

    public required string Storefront { get; init; }

    /// <summary>Whose ticket it was; null for anyone else's.</summary>
    public string? Partner { get; init; }

    /// <summary>The network it came from (IPv4 /24, IPv6 /48).</summary>
    public required string Network { get; init; }
}
