using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ResetService.Mail;
using ResetService.Tests.Support;

namespace ResetService.Tests.Mail;

/// <summary>The mail part of the service alone, on a loopback port.</summary>
internal sealed class MailApp : IAsyncDisposable
{
    private readonly WebApplication app;

    private MailApp(WebApplicationBuilder builder)
    {
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(Log);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.AddMail();
        app = builder.Build();
    }

    /// <summary>Frozen. The waits that SendGrid asks for are reckoned by it.</summary>
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2031, 3, 4, 5, 6, 7, TimeSpan.Zero));

    public LogLines Log { get; } = new();

    public Uri Url => new(app.Urls.Single());

    public static Task<MailApp> StartAsync(SendGridStub stub, params (string Setting, string? Value)[] settings) =>
        StartAsync(Environments.Production, [
            ("SendGrid:ApiKey", stub.ApiKey),
            ("SendGrid:BaseUrl", stub.BaseUrl.OriginalString),
            ("SendGrid:RetryDelay", "00:00:00"),
            .. settings,
        ]);

    public static async Task<MailApp> StartAsync(string environment, params (string Setting, string? Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        foreach (var (setting, value) in settings) builder.Configuration[setting] = value;
        var started = new MailApp(builder);
        started.app.MapMailbox();
        await started.app.StartAsync();

        return started;
    }

    public Task<MailOutcome> SendAsync(MailMessage mail, CancellationToken cancellation = default) =>
        app.Services.GetRequiredService<IMailer>().SendAsync(mail, cancellation);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}

/// <summary>Every line that was logged, with its exception.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> lines = [];

    public string All => string.Join('\n', lines);

    public ILogger CreateLogger(string categoryName) => this;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Dispose()
    {
    }
}
