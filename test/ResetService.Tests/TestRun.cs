using ResetService.Tests.Support;

namespace ResetService.Tests;

/// <summary>What holds for the whole run: the shared servers end with it.</summary>
[SetUpFixture]
internal sealed class TestRun
{
    [OneTimeTearDown]
    public Task StopTheSharedServers() => Servers.DisposeAsync();
}
