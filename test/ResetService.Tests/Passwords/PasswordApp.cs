using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ResetService.Passwords;

namespace ResetService.Tests.Passwords;

/// <summary>The folder as the service runs it, on the settings a test gives.</summary>
internal sealed class PasswordApp : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly LogLines log = new();

    public PasswordApp(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Passwords:{s.Name}", (string?)s.Value)));
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.AddPasswords();
        app = builder.Build();
    }

    public PasswordPolicy Policy => app.Services.GetRequiredService<PasswordPolicy>();

    public PasswordHasher Hasher => app.Services.GetRequiredService<PasswordHasher>();

    public IEnumerable<string> Log => log.Lines;

    public Task StartAsync() => app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        log.Dispose();
    }
}
