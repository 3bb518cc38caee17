using Microsoft.Extensions.Options;

namespace ResetService.Hosting;

/// <summary>Makes settings that are read again while the service runs: where they have become wrong, the last good ones stay.</summary>
internal sealed partial class LastGood<TOptions>(
    IEnumerable<IConfigureOptions<TOptions>> setups, IEnumerable<IPostConfigureOptions<TOptions>> afterwards,
    IEnumerable<IValidateOptions<TOptions>> checks, ILogger<LastGood<TOptions>> logger) : IOptionsFactory<TOptions> where TOptions : class
{
    private readonly OptionsFactory<TOptions> factory = new(setups, afterwards, checks);
    private TOptions? last;

    public TOptions Create(string name)
    {
        try
        {
            return last = factory.Create(name);
        }
        catch (Exception wrong) when (last is not null && wrong is OptionsValidationException or InvalidOperationException) // the binder's, for what is no setting or no value
        {
            LogWrong(wrong);
            return last!;
        }
    }

    [LoggerMessage(LogLevel.Error, "Changed settings are wrong; those before them stay in force until this is mended")]
    private partial void LogWrong(Exception wrong);
}
