using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace ResetService.Hosting;

/// <summary>Options records, each bound to its section and checked when the service starts.</summary>
internal static partial class Settings
{
    /// <summary>Binds a section. A wrong or unknown setting stops the start with a message that names it.</summary>
    public static void AddSettings<TOptions>(this IHostApplicationBuilder builder, string section) where TOptions : class
    {
        builder.Services.AddOptions<TOptions>()
            .BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = section.Length > 0)
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TOptions>>(services => new SettingsCheck<TOptions>(section, services));
    }

    /// <summary>Binds a section that is read again when its source changes, such as a settings file. At the start as all others; later a wrong one changes nothing and is logged.</summary>
    public static void AddReloadingSettings<TOptions>(this IHostApplicationBuilder builder, string section) where TOptions : class
    {
        builder.AddSettings<TOptions>(section);
        builder.Services.AddSingleton<IOptionsFactory<TOptions>, LastGood<TOptions>>();
    }

    /// <summary>Stops the start before anything reads a setting: with every wrong one named, not the first that happens to be read.</summary>
    public static void CheckSettings(this IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (AggregateException several)
        {
            var failures = several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(wrong => wrong.Failures);
            throw new OptionsValidationException("", typeof(Settings), failures);
        }
        catch (InvalidOperationException unbound) // the binder's, for what is no setting or no value
        {
            throw new OptionsValidationException("", typeof(Settings), Messages(unbound));
        }
    }

    /// <summary>Has the process end on wrong settings with what is wrong alone: a stack trace would bury it. A program that runs this one gets the exception.</summary>
    public static void EndOnWrongOnes()
    {
        if (Assembly.GetEntryAssembly() != typeof(Settings).Assembly) return;

        AppDomain.CurrentDomain.UnhandledException += (_, thrown) =>
        {
            if (thrown.ExceptionObject is OptionsValidationException wrong) Environment.Exit(Tell(wrong));
        };
    }

    /// <summary>Says what is wrong, one a line.</summary>
    /// <returns>The exit code.</returns>
    public static int Tell(OptionsValidationException wrong)
    {
        foreach (var failure in wrong.Failures) Console.Error.WriteLine(failure);
        return 1;
    }

    /// <summary>
    /// Tells of a settings file that was changed and can't be read, and keeps what was read before in force. The framework says nothing and empties the file's
    /// settings, which would be gone when the next file is read.
    /// </summary>
    public static void KeepUnreadableSettings(this WebApplication app)
    {
        foreach (var file in ((IConfigurationRoot)app.Configuration).Providers.OfType<FileConfigurationProvider>())
        {
            var before = ReadAll(file).ToArray();
            ChangeToken.OnChange(file.GetReloadToken, () => before = [.. ReadAll(file)]);
            file.Source.OnLoadException = unreadable =>
            {
                foreach (var (name, value) in before) file.Set(name, value);
                LogUnreadable(app.Logger, file.Source.Path, unreadable.Exception);
            };
        }
    }

    /// <summary>What is wrong in a section inside a section, by its full name.</summary>
    public static IEnumerable<ValidationResult> Nested(string name, object section, IServiceProvider? services = null)
    {
        var failures = new List<ValidationResult>();
        Validator.TryValidateObject(section, new ValidationContext(section, services, items: null), failures, validateAllProperties: true);

        return failures.Select(failure => new ValidationResult(failure.ErrorMessage, failure.MemberNames.Select(member => $"{name}:{member}")));
    }

    private static IEnumerable<(string Name, string? Value)> ReadAll(IConfigurationProvider provider, string? section = null)
    {
        foreach (var key in provider.GetChildKeys([], section).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var name = section is null ? key : ConfigurationPath.Combine(section, key);
            if (provider.TryGet(name, out var value)) yield return (name, value);
            foreach (var below in ReadAll(provider, name)) yield return below;
        }
    }

    // Some are named by the innermost one alone.
    private static IEnumerable<string> Messages(Exception? thrown)
    {
        for (; thrown is not null; thrown = thrown.InnerException) yield return thrown.Message;
    }

    [LoggerMessage(LogLevel.Error, "The settings file {File} has changed and can't be read; what was read before stays in force until this is mended")]
    private static partial void LogUnreadable(ILogger logger, string? file, Exception unreadable);

    private sealed class SettingsCheck<TOptions>(string section, IServiceProvider services) : IValidateOptions<TOptions> where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options)
        {
            var failures = new List<ValidationResult>();
            Validator.TryValidateObject(options, new ValidationContext(options, services, items: null), failures, validateAllProperties: true);

            return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures.Select(Describe));
        }

        private string Describe(ValidationResult failure) =>
            $"{string.Join(", ", failure.MemberNames.Select(member => section.Length > 0 ? $"{section}:{member}" : member))}: {failure.ErrorMessage}";
    }
}
