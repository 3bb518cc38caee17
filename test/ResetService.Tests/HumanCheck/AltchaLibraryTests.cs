using System.Net;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;

namespace ResetService.Tests.HumanCheck;

/// <summary>ALTCHA's own library for JavaScript against the service, with the work that is asked for by default.</summary>
internal sealed class AltchaLibraryTests() : ResetTest(Parts.Real, new Dictionary<string, string?> { ["HumanCheck:Mode"] = "altcha" })
{
    [Test]
    [Property("Checklist", "B3")]
    public async Task Its_proof_is_accepted_once()
    {
        var proof = await SolveAsync();

        Assert.That((await OpenAsync(proof)).Status, Is.EqualTo(HttpStatusCode.Accepted));
        AssertRefused(await OpenAsync(proof), "replayed");
    }

    [Test]
    [Property("Checklist", "B1")]
    public async Task Its_proof_is_refused_when_it_was_altered()
    {
        var payload = AltchaSolver.Decode(await SolveAsync());
        var solution = payload["solution"]!;
        solution["counter"] = (long)solution["counter"]! + 1;

        AssertRefused(await OpenAsync(AltchaSolver.Encode(payload)), "invalid");
    }

    [Test]
    [Property("Checklist", "B2")]
    public async Task Its_proof_is_refused_when_it_comes_too_late()
    {
        var proof = await SolveAsync();
        Api.Clock.Advance(TimeSpan.FromMinutes(10));

        AssertRefused(await OpenAsync(proof), "expired");
    }

    private async Task<string> SolveAsync()
    {
        using var directory = new TemporaryDirectory();
        var challenge = Path.Combine(directory.Path, "challenge.json");
        await File.WriteAllTextAsync(challenge, (await Client.CallAsync(HttpMethod.Get, "v1/challenges", secret: null)).Text);

        await using var node = NodeClient.Start("altcha", ["node", "solve.mjs"], input: challenge);
        Assert.That(await node.Ended.WaitAsync(TimeSpan.FromSeconds(60)), Is.Zero, () => string.Join('\n', node.Output));

        return node.Output.Single();
    }

    private Task<Answer> OpenAsync(string proof) => Client.CreateTicketAsync(new { email = ResetApi.FreshAddress(), proof });

    private static void AssertRefused(Answer answer, string reason) =>
        Assert.That((answer.Status, answer.Problem, answer["reason"]), Is.EqualTo((HttpStatusCode.Forbidden, "human-check-failed", reason)));
}
