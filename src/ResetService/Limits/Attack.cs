using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using ResetService.Hosting;

namespace ResetService.Limits;

/// <summary>
/// Whether someone guesses codes across accounts: past so many wrong codes in all, every new mail carries a link until that window ends.
/// Tells operators by the meter <c>ResetService</c>: gauge <c>reset.attack</c> (1 while it lasts, as this instance knows it) and counter <c>reset.codes.wrong</c>.
/// </summary>
internal sealed partial class Attack
{
    private readonly Alarm alarm;
    private readonly Rate bearable;
    private readonly ILogger<Attack> logger;
    private readonly Meter meter;
    private readonly Counter<long> wrongCodes;

    public Attack(Redis redis, Keys keys, IOptions<LimitOptions> options, TimeProvider clock, IMeterFactory meters, ILogger<Attack> logger)
    {
        (bearable, this.logger) = (options.Value.WrongCodesInAll, logger);
        alarm = new Alarm(redis, LimitKeys.Of(keys, "wrong-codes-in-all", "all"), bearable, clock, Tell);

        meter = meters.Create(nameof(ResetService));
        wrongCodes = meter.CreateCounter<long>("reset.codes.wrong", "{code}", "Wrong codes");
        meter.CreateObservableGauge("reset.attack", () => alarm.IsOn ? 1 : 0, description: "1 while the service is under attack and mails carry links");
    }

    public Task CountAsync()
    {
        wrongCodes.Add(1);
        return alarm.CountAsync();
    }

    public ValueTask<bool> IsOnAsync() => alarm.IsOnAsync();

    private void Tell(bool risen)
    {
        if (risen) LogRisen(bearable.Limit, bearable.Window);
        else LogFallen();
    }

    [LoggerMessage(LogLevel.Error, "Under attack: more than {Limit} wrong codes within {Window}. Every new mail carries a link until this falls; find the networks that guess and shut them out")]
    private partial void LogRisen(int limit, TimeSpan window);

    [LoggerMessage(LogLevel.Information, "The attack is over; mails carry codes again")]
    private partial void LogFallen();
}
