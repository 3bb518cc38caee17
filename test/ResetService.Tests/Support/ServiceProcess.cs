using System.Text.RegularExpressions;

namespace ResetService.Tests.Support;

/// <summary>The service as a process of its own, as it runs in production.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    // Settings of the caller must not reach the service: these alone it needs from its surroundings.
    private static readonly string[] Surroundings = ["PATH", "HOME", "TMPDIR", "LANG", "DOTNET_ROOT"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly GuardedProcess process;

    private ServiceProcess(GuardedProcess process) => this.process = process;

    public Uri BaseAddress { get; private set; } = null!;

    public int ProcessId => process.Id;

    public IReadOnlyList<string> Output => process.Output;

    /// <summary>Settings are environment variables, such as ConnectionStrings__Redis.</summary>
    public static async Task<ServiceProcess> StartAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var environment = Environment(settings);
        environment.TryAdd("ASPNETCORE_URLS", "http://127.0.0.1:0");
        environment.TryAdd("DOTNET_hostBuilder__reloadConfigOnChange", "false"); // each watched file takes one of the machine's few watches
        var service = new ServiceProcess(Launch(arguments, environment, "/dev/null"));
        await service.process.WaitUntilAsync(() => Task.FromResult(service.HasSaidItsAddress()));
        return service;
    }

    /// <summary>Runs one of the service's commands to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> settings, string input = "")
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "input");
        await File.WriteAllTextAsync(file, input);
        await using var command = Launch(arguments, Environment(settings), file);
        var exitCode = await command.Ended.WaitAsync(Patience);
        return (exitCode, string.Join('\n', command.Output));
    }

    public Task KillAsync() => process.StopAsync("KILL");

    /// <returns>The exit code.</returns>
    public Task<int> StopAsync() => process.StopAsync("TERM");

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static GuardedProcess Launch(IEnumerable<string> arguments, Dictionary<string, string> environment, string input) =>
        GuardedProcess.Start(
            ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "ResetService.dll"), .. arguments],
            environment, AppContext.BaseDirectory, input);

    private static Dictionary<string, string> Environment(IReadOnlyDictionary<string, string> settings)
    {
        var environment = new Dictionary<string, string>(settings);
        foreach (var name in Surroundings)
        {
            if (System.Environment.GetEnvironmentVariable(name) is { } value) environment.TryAdd(name, value);
        }

        return environment;
    }

    [GeneratedRegex(@"Now listening on: (http://[0-9.:]+)")]
    private static partial Regex Listening();

    private bool HasSaidItsAddress()
    {
        var address = Output.Select(line => Listening().Match(line)).FirstOrDefault(match => match.Success);
        if (address is not null) BaseAddress = new Uri(address.Groups[1].Value);
        return address is not null;
    }
}
