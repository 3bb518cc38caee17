namespace ResetService.Mail;

/// <summary>Hands a mail to whoever delivers it.</summary>
internal interface IMailer
{
    /// <summary>Failures are outcomes; only the caller's own cancellation throws.</summary>
    Task<MailOutcome> SendAsync(MailMessage message, CancellationToken cancellation);
}

internal enum MailResult
{
    Sent,
    TryLater,

    /// <summary>The same mail would be refused again.</summary>
    Refused,
}

/// <summary>What became of a mail.</summary>
/// <param name="Result">What to do next.</param>
/// <param name="RetryAfter">How long to wait before the next try, where that is known.</param>
/// <param name="Reason">A status or the kind of failure, fit for a log.</param>
internal readonly record struct MailOutcome(MailResult Result, TimeSpan? RetryAfter = null, string? Reason = null);
