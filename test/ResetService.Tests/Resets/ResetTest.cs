using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>Starts the service once for a fixture. Tests sign up fresh addresses, so they need no order and no clean-up.</summary>
internal abstract class ResetTest(Parts parts, IReadOnlyDictionary<string, string?>? settings = null)
{
    protected ResetApi Api { get; private set; } = null!;

    protected ResetClient Client { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartService()
    {
        Api = await ResetApi.StartAsync(parts, settings);
        Client = new ResetClient(Api.CreateClient());
    }

    [OneTimeTearDown]
    public async Task StopService()
    {
        Client.Http.Dispose();
        await Api.DisposeAsync();
    }
}
