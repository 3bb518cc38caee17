using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using ResetService.HumanCheck;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;
using StackExchange.Redis;

namespace ResetService.Tests.HumanCheck;

/// <summary>The service with the check switched on and little work asked for.</summary>
internal abstract partial class AltchaTest(Parts parts, params (string Name, string Value)[] settings)
    : ResetTest(parts, new[] { ("HumanCheck:Mode", "altcha"), ("HumanCheck:Altcha:Cost", "1000"), ("HumanCheck:Altcha:Attempts", "4") }
        .Concat(settings).ToDictionary(setting => setting.Item1, setting => (string?)setting.Item2))
{
    protected IHumanCheck Check => Api.Services.GetRequiredService<IHumanCheck>();

    protected async Task<JsonNode> ChallengeAsync() => JsonNode.Parse((await Client.CallAsync(HttpMethod.Get, "v1/challenges", secret: null)).Text)!;

    protected async Task<JsonNode> SolvedAsync() => AltchaSolver.SolvedBy(await ChallengeAsync());

    protected Task<Answer> OpenAsync(string? proof, string? email = null) =>
        Client.CreateTicketAsync(new { email = email ?? ResetApi.FreshAddress(), proof, sendCode = true });

    protected Task<Answer> OpenAsync(JsonNode payload) => OpenAsync(AltchaSolver.Encode(payload));

    /// <summary>Refused for this reason, and nothing of it left behind.</summary>
    protected async Task AssertRefusedAsync(string? proof, string reason)
    {
        var address = ResetApi.FreshAddress();
        var keys = await ReadKeysAsync();

        var answer = await OpenAsync(proof, address);

        AssertRefused(answer, reason);
        Assert.That(await ReadKeysAsync(), Is.SubsetOf(keys)); // what earlier tests left may go meanwhile
        Assert.That(Api.SendGrid.Mails.Select(mail => mail.To), Does.Not.Contain(address));
    }

    protected Task AssertRefusedAsync(JsonNode payload, string reason) => AssertRefusedAsync(AltchaSolver.Encode(payload), reason);

    protected static void AssertRefused(Answer answer, string reason)
    {
        Assert.That((answer.Status, answer.Problem), Is.EqualTo((HttpStatusCode.Forbidden, "human-check-failed")), answer.Text);
        Assert.That(answer["reason"], Is.EqualTo(reason));
    }

    protected static void AssertOpened(Answer answer) => Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Accepted), answer.Text);

    // What every call counts for its caller's network, whatever it brings; the tests' high limits drain within milliseconds.
    [GeneratedRegex(@"^reset:limit:\{(challenges-client|challenges-network|tickets-client|tickets-network):")]
    private static partial Regex CallersLimits();

    // Garnet inside the service is not ours to ask.
    private async Task<RedisKey[]> ReadKeysAsync()
    {
        if (Api.Redis is null) return [];

        await using var redis = await ConnectionMultiplexer.ConnectAsync(Api.Redis.ConnectionString);
        return await redis.GetServers().Single().KeysAsync().Where(key => !CallersLimits().IsMatch(key!)).ToArrayAsync();
    }
}
