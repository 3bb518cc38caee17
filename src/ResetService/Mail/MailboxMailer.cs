namespace ResetService.Mail;

/// <summary>Keeps the mails instead of sending them, so that Development needs no SendGrid.</summary>
internal sealed partial class MailboxMailer(TimeProvider clock, ILogger<MailboxMailer> logger) : IMailer
{
    private const int Capacity = 200;

    private readonly Lock door = new();
    private readonly LinkedList<MailboxMail> mails = [];

    public Task<MailOutcome> SendAsync(MailMessage message, CancellationToken cancellation)
    {
        lock (door)
        {
            mails.AddFirst(new MailboxMail(message, clock.GetUtcNow()));
            if (mails.Count > Capacity) mails.RemoveLast();
        }

        LogKept(message.Reference);
        return Task.FromResult(new MailOutcome(MailResult.Sent));
    }

    /// <summary>Newest first, of one person or of all.</summary>
    public IReadOnlyList<MailboxMail> Mails(string? to)
    {
        lock (door)
        {
            return [.. mails.Where(mail => to is null || string.Equals(mail.Message.To, to, StringComparison.OrdinalIgnoreCase))];
        }
    }

    [LoggerMessage(LogLevel.Information, "Mail {Reference} is at /dev/mailbox")]
    private partial void LogKept(string reference);
}

/// <summary>A mail and when it would have left.</summary>
internal sealed record MailboxMail(MailMessage Message, DateTimeOffset SentAt);
