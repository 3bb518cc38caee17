using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ResetService.Hosting;
using ResetService.HumanCheck;
using ResetService.Tests.Support;
using StackExchange.Redis;
using Redis = ResetService.Hosting.Redis;

namespace ResetService.Tests.HumanCheck;

/// <summary>The script that spends a proof, wherever it runs, with the time in our hands.</summary>
[TestFixture(nameof(Servers.Redis))]
[TestFixture(nameof(Servers.Cluster))]
[TestFixture(nameof(Servers.Garnet))]
[Property("Checklist", "B3")]
internal sealed class SpentProofTests(string server) : IAsyncDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private Redis redis = null!;
    private ConnectionMultiplexer connection = null!;
    private Altcha check = null!;

    [OneTimeSetUp]
    public async Task ConnectAsync()
    {
        var connectionString = await Servers.ConnectionStringAsync(server);
        connection = await ConnectionMultiplexer.ConnectAsync(connectionString);
        redis = new Redis(new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:Redis", connectionString)]).Build(), clock);
        check = new Altcha(
            new Keys(Options.Create(new KeyOptions { Current = KeyOptions.Draw(), Address = KeyOptions.Draw() })), redis, clock,
            Options.Create(new HumanCheckOptions { Altcha = new() { Lifetime = Lifetime, Cost = 1000, Attempts = 4 } }), Options.Create(new JsonOptions()));
    }

    [OneTimeTearDown]
    public async ValueTask DisposeAsync()
    {
        await redis.DisposeAsync();
        await connection.DisposeAsync();
    }

    [Test]
    public async Task A_proof_is_taken_once()
    {
        var proof = Solve(check.Create(level: 0));

        Assert.That(await SpendAsync(proof), Is.EqualTo("taken"));
        Assert.That(await SpendAsync(proof), Is.EqualTo("replayed"));
        Assert.That(await SpendAsync(Solve(check.Create(level: 0))), Is.EqualTo("taken"));
    }

    [Test]
    public async Task Of_fifty_at_once_one_is_taken()
    {
        var proof = Solve(check.Create(level: 0));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => SpendAsync(proof))));

        Assert.That(answers.Where(answer => answer != "replayed"), Is.EqualTo(["taken"]));
    }

    [Test]
    public async Task A_proof_is_taken_until_its_challenge_expires_and_then_neither_it_nor_a_spent_one()
    {
        var (spent, early, late) = (Solve(check.Create(level: 0)), Solve(check.Create(level: 0)), Solve(check.Create(level: 0)));
        await SpendAsync(spent);

        clock.Advance(Lifetime - TimeSpan.FromMilliseconds(1));
        string[] before = [await SpendAsync(early), await SpendAsync(spent)];
        clock.Advance(TimeSpan.FromMilliseconds(1));
        string[] after = [await SpendAsync(late), await SpendAsync(spent)];

        Assert.That(before, Is.EqualTo(["taken", "replayed"]));
        Assert.That(after, Is.EqualTo(["expired", "expired"]));
    }

    [Test]
    public async Task A_spent_proof_is_remembered_as_long_as_its_challenge_lives()
    {
        var challenge = check.Create(level: 0);
        clock.Advance(TimeSpan.FromMinutes(4));
        await SpendAsync(Solve(challenge));

        var left = await connection.GetDatabase().KeyTimeToLiveAsync($"reset:proof:{{{challenge.Parameters.Nonce}}}");

        Assert.That(left, Is.EqualTo(TimeSpan.FromMinutes(6)).Within(TimeSpan.FromSeconds(10)));
    }

    private static string Solve(Challenge challenge) => AltchaSolver.Solve(JsonSerializer.SerializeToNode(challenge, JsonSerializerOptions.Web)!);

    private async Task<string> SpendAsync(string proof)
    {
        var refusal = await check.CheckAsync(proof, () => Task.FromResult(0), IPAddress.Loopback, CancellationToken.None);
        return refusal is null ? "taken" : (string)refusal.Extras["reason"]!;
    }
}
