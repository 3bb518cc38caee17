namespace ResetService.Mail;

/// <summary>Whom a mail is from.</summary>
/// <param name="Address">Verified at SendGrid.</param>
/// <param name="Name">Stands beside it.</param>
/// <param name="ApiKey">Of the sender's own account at SendGrid; null for the service's.</param>
internal sealed record Sender(string Address, string Name, string? ApiKey = null)
{
    public override string ToString() => nameof(Sender); // a key is inside
}

/// <summary>One mail to one person.</summary>
internal sealed record MailMessage
{
    /// <summary>The address on file, byte for byte.</summary>
    public required string To { get; init; }

    public required Sender From { get; init; }

    /// <summary>Whom an answer goes to, where that isn't the sender.</summary>
    public string? ReplyTo { get; init; }

    public required string Subject { get; init; }

    public required string Text { get; init; }

    public required string Html { get; init; }

    /// <summary>Where SendGrid puts the mail into words, from this in place of subject, text and HTML.</summary>
    public DynamicTemplate? Template { get; init; }

    /// <summary>The kind of mail, for SendGrid's statistics, which keep it: nothing personal.</summary>
    public required string Category { get; init; }

    /// <summary>What page, mail, log and SendGrid's events call this mail: nothing personal.</summary>
    public required string Reference { get; init; }

    public override string ToString() => nameof(MailMessage); // an address and a code are inside
}

/// <param name="Id">The template's at SendGrid.</param>
/// <param name="Data">What it can name.</param>
internal sealed record DynamicTemplate(string Id, IReadOnlyDictionary<string, object?> Data)
{
    public override string ToString() => nameof(DynamicTemplate); // a code is inside
}
