using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ResetService.Tests.Support;

/// <summary>The service in Development, which needs no server, with a settings file that an operator edits while it runs.</summary>
internal sealed class EditedService : WebApplicationFactory<Program>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryDirectory directory = new();
    private readonly WholeLog log = new();

    public EditedService(object settings)
    {
        Write(File, JsonSerializer.Serialize(settings));
        Write(AnotherFile, "{}");
        StartServer();
    }

    public IEnumerable<string> Errors => log.Lines.Where(line => line.StartsWith(nameof(LogLevel.Error), StringComparison.Ordinal));

    /// <summary>Returns when the service has read the file.</summary>
    /// <typeparam name="TOptions">The section that is waited for.</typeparam>
    public Task EditAsync<TOptions>(object settings) => EditAsync<TOptions>(File, settings);

    /// <summary>The same with another file, which has nothing in it at first.</summary>
    /// <typeparam name="TOptions">The section that is waited for.</typeparam>
    public Task EditAnotherAsync<TOptions>(object settings) => EditAsync<TOptions>(AnotherFile, settings);

    /// <summary>Leaves half a file, and returns when the service has met it.</summary>
    public async Task SpoilAsync()
    {
        var met = log.NextAsync(nameof(LogLevel.Error));

        Write(File, """{"Storefronts":""");
        await met.WaitAsync(Patience);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        log.Dispose();
        directory.Dispose();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("ConnectionStrings:Sqlite", $"Data Source={Path.Combine(directory.Path, "accounts.db")}");
        builder.ConfigureAppConfiguration(configuration => configuration
            .AddJsonFile(File, optional: false, reloadOnChange: true).AddJsonFile(AnotherFile, optional: false, reloadOnChange: true));
        builder.ConfigureLogging(logging => logging.AddProvider(log));
    }

    private string File => Path.Combine(directory.Path, "settings.json");

    private string AnotherFile => Path.Combine(directory.Path, "another.json");

    private async Task EditAsync<TOptions>(string file, object settings)
    {
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = Services.GetRequiredService<IOptionsMonitor<TOptions>>().OnChange(_ => read.TrySetResult());

        Write(file, JsonSerializer.Serialize(settings));
        await read.Task.WaitAsync(Patience);
    }

    // Moved into place, as editors and Kubernetes do: nobody reads half a file.
    private void Write(string file, string settings)
    {
        var draft = Path.Combine(directory.Path, "draft");
        System.IO.File.WriteAllText(draft, settings);
        System.IO.File.Move(draft, file, overwrite: true);
    }
}
