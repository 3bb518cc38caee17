namespace ResetService.Accounts;

/// <summary>A customer who can't reach the mailbox asks the shop's people for help.</summary>
internal sealed class SupportRequest
{
    public required Guid Id { get; init; }

    /// <summary>What customer and support staff both quote.</summary>
    public required string Reference { get; init; }

    /// <summary>The address whose password is forgotten, as typed.</summary>
    public required string Email { get; init; }

    /// <summary>Where the customer can be reached.</summary>
    public required string ContactEmail { get; init; }

    public required string Message { get; init; }

    public required string Storefront { get; init; }

    public required string Locale { get; init; }

    /// <summary>Of the last mail that the customer's ticket had asked for: what became of that may be what the case is about.</summary>
    public string? MailReference { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
