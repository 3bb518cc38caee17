using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ResetService.Hosting;
using ResetService.HumanCheck;
using ResetService.Tests.Support;
using StackExchange.Redis;

namespace ResetService.Tests.HumanCheck;

[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class AltchaTests(Parts parts) : AltchaTest(parts)
{
    private Keys Keys => Api.Services.GetRequiredService<Keys>();

    [Test]
    public async Task A_challenge_is_what_the_widget_and_the_libraries_expect()
    {
        var answer = await Client.CallAsync(HttpMethod.Get, "v1/challenges", secret: null);
        var challenge = JsonNode.Parse(answer.Text)!;
        var parameters = challenge["parameters"]!;

        Assert.That(answer.Response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"));
        Assert.That(answer.Response.Headers.CacheControl?.NoStore, Is.True);
        Assert.That(challenge.AsObject().Select(member => member.Key), Is.EqualTo(["parameters", "signature"]));
        Assert.That(parameters.AsObject().Select(member => member.Key),
            Is.EqualTo(["algorithm", "cost", "data", "expiresAt", "keyLength", "keyPrefix", "nonce", "salt"]), "the canonical order");
        Assert.That((string?)parameters["algorithm"], Is.EqualTo("PBKDF2/SHA-256"));
        Assert.That((long)parameters["expiresAt"]!, Is.EqualTo((Api.Clock.GetUtcNow() + TimeSpan.FromMinutes(10)).ToUnixTimeSeconds()));
        Assert.That((string?)parameters["nonce"], Does.Match("^[0-9a-f]{32}$"));
        Assert.That((string?)parameters["salt"], Does.Match("^[0-9a-f]{32}$"));
        Assert.That((string?)parameters["keyPrefix"], Does.Match("^[0-9a-f]{32}$"));
        Assert.That((string?)challenge["signature"], Is.EqualTo(Keys.SignChallenge(parameters.ToJsonString())).And.Match("^[0-9a-f]{64}$"));
    }

    [Test]
    [Property("Checklist", "B3")]
    public async Task A_proof_opens_one_ticket()
    {
        var proof = AltchaSolver.Solve(await ChallengeAsync());

        AssertOpened(await OpenAsync(proof));
        await AssertRefusedAsync(proof, "replayed");
        AssertRefused(await OpenAsync(AltchaSolver.Decode(proof)), "replayed");
    }

    [Test]
    [Property("Checklist", "B3")]
    public async Task A_proof_sent_fifty_times_at_once_opens_one_ticket()
    {
        var proof = AltchaSolver.Solve(await ChallengeAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => OpenAsync(proof)));

        var refused = answers.Where(answer => answer.Status != HttpStatusCode.Accepted).ToArray();
        Assert.That(refused, Has.Length.EqualTo(49));
        foreach (var answer in refused) AssertRefused(answer, "replayed");
    }

    [TestCase(null)]
    [TestCase("")]
    [Property("Checklist", "B1")]
    public Task A_call_without_a_proof_is_refused(string? proof) => AssertRefusedAsync(proof, "missing");

    [TestCase("x")]
    [TestCase("====")]
    [TestCase("bnVsbA==", Description = "null")]
    [TestCase("e30=", Description = "{}")]
    [TestCase("W10=", Description = "[]")]
    [TestCase("eyJjaGFsbGVuZ2UiOm51bGwsInNvbHV0aW9uIjpudWxsLCJ0ZXN0Ijp0cnVlfQ==", Description = "the widget's test mode")]
    [TestCase("eyJjaGFsbGVuZ2UiOiJcdWQ4MDAifQ==", Description = "a lone surrogate")]
    [TestCase("eyJjaGFsbGVuZ2UiOnsicGFyYW1ldGVycyI6eyJhbGdvcml0aG0iOiJcdWQ4MDAifX19", Description = "a lone surrogate in a member")]
    [TestCase("//79", Description = "not UTF-8")]
    [TestCase("W1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tb", Description = "deep nesting")]
    [Property("Checklist", "B1")]
    public Task What_is_no_proof_is_refused(string proof) => AssertRefusedAsync(proof, "invalid");

    [Test]
    [Property("Checklist", "B1")]
    public async Task A_proof_that_is_cut_short_is_refused()
    {
        var proof = AltchaSolver.Solve(await ChallengeAsync());

        for (var length = 1; length < proof.Length; length += 37) await AssertRefusedAsync(proof[..length], "invalid");

        AssertOpened(await OpenAsync(proof));
    }

    [TestCase("challenge.parameters.algorithm")]
    [TestCase("challenge.parameters.cost")]
    [TestCase("challenge.parameters.data.action")]
    [TestCase("challenge.parameters.data.level")]
    [TestCase("challenge.parameters.expiresAt")]
    [TestCase("challenge.parameters.keyLength")]
    [TestCase("challenge.parameters.keyPrefix")]
    [TestCase("challenge.parameters.nonce")]
    [TestCase("challenge.parameters.salt")]
    [TestCase("challenge.signature")]
    [TestCase("solution.counter")]
    [TestCase("solution.derivedKey")]
    [Property("Checklist", "B1")]
    [Property("Checklist", "B2")]
    public async Task One_byte_flipped_in_a_field_is_refused(string field)
    {
        var solved = await SolvedAsync();
        var altered = solved.DeepClone();
        var leaf = field.Split('.').Aggregate(altered, (node, member) => node[member]!);
        leaf.ReplaceWith(leaf.GetValueKind() is JsonValueKind.Number ? (JsonNode)((long)leaf ^ 1) : Flip((string)leaf!));

        await AssertRefusedAsync(altered, "invalid");

        AssertOpened(await OpenAsync(solved));
    }

    [Test]
    [Property("Checklist", "B1")]
    public async Task An_attempt_that_did_not_succeed_is_no_proof()
    {
        var solved = await SolvedAsync();
        var failed = solved.DeepClone();
        var counter = (long)solved["solution"]!["counter"]! + 1;
        failed["solution"] = new JsonObject { ["counter"] = counter, ["derivedKey"] = AltchaSolver.Derive(solved["challenge"]!, (uint)counter) };

        await AssertRefusedAsync(failed, "invalid");

        AssertOpened(await OpenAsync(solved));
    }

    [Test]
    public async Task A_request_that_is_not_valid_spends_no_proof()
    {
        var proof = AltchaSolver.Solve(await ChallengeAsync());

        var invalid = await Client.CreateTicketAsync(new { email = ResetApi.FreshAddress(), proof, storefront = "nowhere" });
        Assert.That(invalid.Status, Is.EqualTo(HttpStatusCode.BadRequest));

        AssertOpened(await OpenAsync(proof));
    }

    [TestCase("nonce", "salt")]
    [TestCase("salt", "nonce")]
    [TestCase("keyPrefix", "nonce")]
    [TestCase("salt", "algorithm")]
    [TestCase("nonce", "expiresAt")]
    [TestCase("salt", "expiresAt")]
    [TestCase("expiresAt", "keyLength")]
    [TestCase("cost", "expiresAt")]
    [Property("Checklist", "B2")]
    public async Task Characters_moved_from_one_parameter_to_another_are_refused(string from, string to)
    {
        var solved = await SolvedAsync();
        foreach (var toFront in new[] { false, true })
        {
            var altered = solved.DeepClone();
            var parameters = altered["challenge"]!["parameters"]!;
            var (source, target) = (parameters[from]!.ToString(), parameters[to]!.ToString());
            var (left, moved) = toFront ? (source[..^1], source[^1..]) : (source[1..], source[..1]);
            parameters[from] = Like(parameters[from]!, left);
            parameters[to] = Like(parameters[to]!, toFront ? moved + target : target + moved);

            await AssertRefusedAsync(altered, "invalid");
        }

        AssertOpened(await OpenAsync(solved));
    }

    [Test]
    [Property("Checklist", "B2")]
    public async Task Nothing_rides_along_inside_a_challenge()
    {
        foreach (var member in new[] { "expires", "keySignature", "ExpiresAt", "memoryCost" })
        {
            var altered = await SolvedAsync();
            altered["challenge"]!["parameters"]![member] = 1;
            await AssertRefusedAsync(altered, "invalid");
        }

        var twice = (await SolvedAsync()).ToJsonString();
        twice = twice.Replace("\"cost\":", "\"expiresAt\":9999999999,\"cost\":", StringComparison.Ordinal);
        await AssertRefusedAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(twice)), "invalid");
    }

    [Test]
    [Property("Checklist", "B1")]
    [Property("Checklist", "B2")]
    public async Task No_altered_proof_is_ever_accepted()
    {
        var solved = await SolvedAsync();

        for (var i = 0; i < 500; i++)
        {
            var altered = Alter(solved.DeepClone());
            if (JsonNode.DeepEquals(altered, solved)) continue;

            var answer = await OpenAsync(altered);
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Forbidden), () => $"{altered}");
        }

        AssertOpened(await OpenAsync(solved));
    }

    [Test]
    [Property("Checklist", "B2")]
    public async Task A_proof_is_taken_until_its_challenge_expires_and_not_a_moment_longer()
    {
        var (early, late, spent) = (await SolvedAsync(), await SolvedAsync(), await SolvedAsync());
        AssertOpened(await OpenAsync(spent));

        MoveTo(ExpiryOf(early) - TimeSpan.FromMilliseconds(1));
        AssertOpened(await OpenAsync(early));
        await AssertRefusedAsync(spent, "replayed");

        MoveTo(ExpiryOf(late));
        await AssertRefusedAsync(late, "expired");
        await AssertRefusedAsync(spent, "expired");

        Api.Clock.Advance(TimeSpan.FromSeconds(1));
        await AssertRefusedAsync(late, "expired");

        late["challenge"]!["parameters"]!["expiresAt"] = Api.Clock.GetUtcNow().ToUnixTimeSeconds() + 60;
        await AssertRefusedAsync(late, "invalid");
    }

    [Test]
    [Property("Checklist", "B2")]
    public async Task A_proof_for_another_action_is_refused()
    {
        await AssertRefusedAsync(AltchaSolver.SolvedBy(await SignAnewAsync(data => data["action"] = "requestSupport", Keys)), "invalid");
        AssertOpened(await OpenAsync(AltchaSolver.SolvedBy(await SignAnewAsync(_ => { }, Keys))));
    }

    [Test]
    [Property("Checklist", "B2")]
    public async Task A_proof_under_another_key_is_refused()
    {
        var stranger = new Keys(Options.Create(new KeyOptions { Current = KeyOptions.Draw(), Address = KeyOptions.Draw() }));

        await AssertRefusedAsync(AltchaSolver.SolvedBy(await SignAnewAsync(_ => { }, stranger)), "invalid");
    }

    [Test]
    public async Task A_proof_below_the_level_asked_is_spent_and_answered_with_a_harder_challenge()
    {
        var easy = AltchaSolver.Solve(await ChallengeAsync());

        var refusal = await CheckAsync(easy, level: 3);
        AssertReason(await RenderAsync(refusal!), "too-easy");
        AssertReason(await RenderAsync((await CheckAsync(easy, level: 0))!), "replayed");

        var challenge = (await RenderAsync(refusal!))["challenge"]!;
        Assert.That((int)challenge["parameters"]!["data"]!["level"]!, Is.EqualTo(3));
        var hard = AltchaSolver.Solve(challenge);
        Assert.That(await CheckAsync(hard, level: 3), Is.Null);
        AssertReason(await RenderAsync((await CheckAsync(hard, level: 3))!), "replayed");
    }

    [Test]
    public async Task A_proof_above_the_level_asked_is_enough()
    {
        var hard = Api.Services.GetRequiredService<Altcha>().Create(level: 2);
        var proof = AltchaSolver.Solve(JsonSerializer.SerializeToNode(hard, JsonSerializerOptions.Web)!);

        Assert.That(await CheckAsync(proof, level: 1), Is.Null);
    }

    [Test]
    public async Task No_more_than_the_highest_level_is_asked()
    {
        var refusal = await CheckAsync(AltchaSolver.Solve(await ChallengeAsync()), level: int.MaxValue);

        var challenge = (await RenderAsync(refusal!))["challenge"]!;
        Assert.That((int)challenge["parameters"]!["data"]!["level"]!, Is.EqualTo(4));
        Assert.That(await CheckAsync(AltchaSolver.Solve(challenge), level: int.MaxValue), Is.Null);
    }

    [TestCase(0, 8)]
    [TestCase(1, 16)]
    [TestCase(3, 64)]
    public void Each_level_doubles_the_work(int level, int bound)
    {
        var altcha = Api.Services.GetRequiredService<Altcha>();

        var counters = Enumerable.Range(0, 60).Select(_ =>
        {
            var challenge = JsonSerializer.SerializeToNode(altcha.Create(level), JsonSerializerOptions.Web)!;
            return (long)AltchaSolver.SolvedBy(challenge)["solution"]!["counter"]!;
        }).ToArray();

        // 60 even draws: none at or past the bound, and all in the lower three quarters once in 30 million.
        Assert.That(counters, Is.All.LessThan(bound));
        Assert.That(counters.Max(), Is.GreaterThanOrEqualTo(bound * 3 / 4));
    }

    private Task<Refusal?> CheckAsync(string proof, int level) => Check.CheckAsync(proof, () => Task.FromResult(level), IPAddress.Loopback, CancellationToken.None);

    private async Task<JsonNode> RenderAsync(Refusal refusal)
    {
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = Api.Services, Response = { Body = body } };
        await refusal.ExecuteAsync(http);
        Assert.That(http.Response.StatusCode, Is.EqualTo(403));
        return JsonNode.Parse(body.ToArray())!;
    }

    private static void AssertReason(JsonNode problem, string reason) => Assert.That((string?)problem["reason"], Is.EqualTo(reason));

    private async Task<JsonNode> SignAnewAsync(Action<JsonNode> change, Keys keys)
    {
        var challenge = await ChallengeAsync();
        change(challenge["parameters"]!["data"]!);
        challenge["signature"] = keys.SignChallenge(challenge["parameters"]!.ToJsonString());
        return challenge;
    }

    private static DateTimeOffset ExpiryOf(JsonNode solved) => DateTimeOffset.FromUnixTimeSeconds((long)solved["challenge"]!["parameters"]!["expiresAt"]!);

    private void MoveTo(DateTimeOffset moment) => Api.Clock.SetUtcNow(moment);

    private static JsonNode Like(JsonNode model, string text) =>
        model.GetValueKind() is JsonValueKind.Number && long.TryParse(text, out var number) ? number : text;

    private static string Flip(string text, int at = 0) => $"{text[..at]}{(char)(text[at] ^ 1)}{text[(at + 1)..]}";

    /// <summary>Changes one thing somewhere: a character, a number, a member gone, or one value in another's place.</summary>
    private static JsonNode Alter(JsonNode payload)
    {
        var leaves = Leaves(payload);
        var leaf = leaves[RandomNumberGenerator.GetInt32(leaves.Length)];
        var other = leaves[RandomNumberGenerator.GetInt32(leaves.Length)];
        switch (RandomNumberGenerator.GetInt32(5))
        {
            case 0 when leaf.GetValueKind() is JsonValueKind.String:
                leaf.ReplaceWith(Flip((string)leaf!, RandomNumberGenerator.GetInt32(((string)leaf!).Length)));
                break;
            case 1 when leaf.GetValueKind() is JsonValueKind.String:
                leaf.ReplaceWith(((string)leaf!).ToUpperInvariant());
                break;
            case 2:
                leaf.Parent!.AsObject().Remove(leaf.GetPropertyName());
                break;
            case 3:
                leaf.ReplaceWith(other.DeepClone());
                break;
            default:
                leaf.ReplaceWith(RandomNumberGenerator.GetInt32(int.MaxValue));
                break;
        }

        return payload;
    }

    // How long it took is for the widget's own log; nobody relies on it.
    private static JsonNode[] Leaves(JsonNode node) => node is JsonObject members
        ? [.. members.Where(member => member.Key != "time").SelectMany(member => Leaves(member.Value!))]
        : [node];
}
