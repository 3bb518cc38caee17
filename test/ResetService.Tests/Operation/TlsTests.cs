using System.Net;
using ResetService.Tests.Support;

namespace ResetService.Tests.Operation;

/// <summary>Where the connection strings ask for TLS, a server that nobody vouches for learns nothing, not even the password.</summary>
[Property("Checklist", "T3")]
internal sealed class TlsTests
{
    private Deployment deployment = null!;

    [OneTimeSetUp]
    public async Task Deploy() => deployment = await Deployment.StartAsync();

    [OneTimeTearDown]
    public async Task StopAll() => await deployment.DisposeAsync();

    [Test]
    public async Task A_Redis_with_a_certificate_of_its_own_making_is_told_nothing()
    {
        await using var impostor = Impostor.OfRedis();
        var client = deployment.ClientOf(await deployment.LaunchAsync("api", ("ConnectionStrings__Redis", $"localhost:{impostor.Port},ssl=true,password=secret")));

        var refused = await client.CreateTicketAsync(new { email = ResetApi.FreshAddress() });

        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable), refused.Text);
        await AssertToldNothingAsync(impostor);
    }

    [Test]
    public async Task A_Postgres_with_a_certificate_of_its_own_making_is_told_nothing()
    {
        await using var impostor = Impostor.OfPostgres();
        var service = await deployment.LaunchAsync("api",
            ("ConnectionStrings__Postgres", $"Host=localhost;Port={impostor.Port};SSL Mode=VerifyFull;Username=reset;Password=secret;Database=reset"));

        var ready = await deployment.ClientOf(service).CallAsync(HttpMethod.Get, "health/ready", secret: null);

        Assert.That(ready.Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable), ready.Text);
        await AssertToldNothingAsync(impostor);
    }

    private static async Task AssertToldNothingAsync(Impostor impostor)
    {
        Assert.That((impostor.Calls > 0, impostor.Heard), Is.EqualTo((true, 0)));

        // It would have listened.
        await impostor.TellAsync("secret"u8.ToArray());
        Assert.That(() => impostor.Heard, Is.EqualTo(6).After(5_000, 10));
    }
}
