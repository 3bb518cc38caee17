using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ResetService.HumanCheck;
using ResetService.Tests.Passwords;

namespace ResetService.Tests.HumanCheck;

/// <summary>The folder as the service runs it in production, on the settings a test gives. For ALTCHA it lacks Redis.</summary>
internal sealed class HumanCheckApp : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly LogLines log = new();

    public HumanCheckApp(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { EnvironmentName = Environments.Production });
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"HumanCheck:{s.Name}", (string?)s.Value)));
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.AddHumanCheck();
        app = builder.Build();
    }

    public IHumanCheck Check => app.Services.GetRequiredService<IHumanCheck>();

    public IEnumerable<string> Log => log.Lines;

    public Task StartAsync() => app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        log.Dispose();
    }
}
