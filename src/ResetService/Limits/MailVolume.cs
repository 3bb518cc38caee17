using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using ResetService.Hosting;

namespace ResetService.Limits;

/// <summary>
/// Whether so many mails leave that somebody should look who asks for them, before the provider's bill tells. It holds none back.
/// Tells operators by the meter <c>ResetService</c>: gauge <c>reset.mail.flood</c> (1 while it lasts, as this instance knows it) and counter <c>reset.mail.sent</c> by mail.
/// </summary>
internal sealed partial class MailVolume
{
    private readonly Alarm alarm;
    private readonly Rate bearable;
    private readonly ILogger<MailVolume> logger;
    private readonly Meter meter;
    private readonly Counter<long> sent;

    public MailVolume(Redis redis, Keys keys, IOptions<LimitOptions> options, TimeProvider clock, IMeterFactory meters, ILogger<MailVolume> logger)
    {
        (bearable, this.logger) = (options.Value.MailsInAll, logger);
        alarm = new Alarm(redis, LimitKeys.Of(keys, "mails-in-all", "all"), bearable, clock, Tell);

        meter = meters.Create(nameof(ResetService));
        sent = meter.CreateCounter<long>("reset.mail.sent", "{mail}", "Mails that SendGrid took");
        meter.CreateObservableGauge("reset.mail.flood", () => alarm.IsOn ? 1 : 0, description: "1 while more mails leave than a shop should need");
    }

    /// <summary>Never fails.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The mail has left, and would be sent again for the sake of its count.")]
    public async Task CountAsync(string mail)
    {
        sent.Add(1, new KeyValuePair<string, object?>("mail", mail));
        try
        {
            await alarm.CountAsync();
        }
        catch (Exception fault)
        {
            LogUncounted(fault);
        }
    }

    private void Tell(bool risen)
    {
        if (risen) LogRisen(bearable.Limit, bearable.Window);
        else LogFallen();
    }

    [LoggerMessage(LogLevel.Error, "A flood of mails: more than {Limit} within {Window}. All are sent; find who asks for so many, or raise Limits:MailsInAll where they are customers")]
    private partial void LogRisen(int limit, TimeSpan window);

    [LoggerMessage(LogLevel.Information, "The flood of mails is over")]
    private partial void LogFallen();

    [LoggerMessage(LogLevel.Warning, "A mail that was sent could not be counted")]
    private partial void LogUncounted(Exception fault);
}
