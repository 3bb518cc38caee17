using ResetService.Tests.Support;

namespace ResetService.Tests;

/// <summary>What holds for the whole run: it watches no settings files, and the shared servers end with it.</summary>
[SetUpFixture]
internal sealed class TestRun
{
    // Each takes one of the machine's few watches. The tests of settings that change watch a file of their own.
    [OneTimeSetUp]
    public void WatchNoSettingsFiles() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");

    [OneTimeTearDown]
    public Task StopTheSharedServers() => Servers.DisposeAsync();
}
