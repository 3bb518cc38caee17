using System.Diagnostics.Metrics;
using ResetService.Accounts;

namespace ResetService.Resets;

/// <summary>
/// Tells operators what becomes of mails, and never those who ask for them: an account's existence shows in it.
/// The meter <c>ResetService</c> counts <c>reset.mail.events</c> by event and mail, and <c>reset.mail.suppressed</c> by SendGrid's list.
/// </summary>
internal sealed partial class MailFates
{
    private readonly ILogger<MailFates> logger;
    private readonly Meter meter;
    private readonly Counter<long> events;
    private readonly Counter<long> suppressed;

    public MailFates(IMeterFactory meters, ILogger<MailFates> logger)
    {
        this.logger = logger;
        meter = meters.Create(nameof(ResetService));
        events = meter.CreateCounter<long>("reset.mail.events", "{event}", "What SendGrid told of mails");
        suppressed = meter.CreateCounter<long>("reset.mail.suppressed", "{mail}", "Mails that SendGrid never tried, since it has their address on a list");
    }

    /// <param name="told">The event.</param>
    /// <param name="suppressionList">The list at SendGrid that the address stands on.</param>
    public void Tell(MailEvent told, string? suppressionList)
    {
        events.Add(1, new("event", told.Kind), new("mail", told.Mail ?? "other"));
        if (suppressionList is null) return;

        suppressed.Add(1, new KeyValuePair<string, object?>("list", suppressionList));
        LogSuppressed(told.Reference, suppressionList);
    }

    [LoggerMessage(LogLevel.Error, "Mail {Reference} was dropped by SendGrid, which has its address on the list \"{List}\": no mail reaches that customer until the address is taken off there")]
    private partial void LogSuppressed(string reference, string list);
}
