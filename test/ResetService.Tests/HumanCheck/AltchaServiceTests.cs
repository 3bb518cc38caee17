using System.Net;
using System.Text.Json.Nodes;
using ResetService.Hosting;
using ResetService.Tests.Support;

namespace ResetService.Tests.HumanCheck;

/// <summary>What needs a service of its own: keys that rotate, a Redis that stops, a check that is off.</summary>
internal sealed class AltchaServiceTests
{
    [Test]
    public async Task A_rotation_of_the_keys_loses_no_open_challenge()
    {
        var (old, current) = (KeyOptions.Draw(), KeyOptions.Draw());
        string proof;
        await using (var before = await StartAsync(Parts.Embedded, ("Keys:Current", old))) proof = await SolveAsync(before);

        await using var forgotten = await StartAsync(Parts.Embedded, ("Keys:Current", current));
        await using var rotated = await StartAsync(Parts.Embedded, ("Keys:Current", current), ("Keys:Previous", old));

        Assert.That((await OpenAsync(forgotten, proof))["reason"], Is.EqualTo("invalid"));
        Assert.That((await OpenAsync(rotated, proof)).Status, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That((await OpenAsync(rotated, await SolveAsync(rotated))).Status, Is.EqualTo(HttpStatusCode.Accepted));
    }

    [Test]
    public async Task While_Redis_is_down_no_proof_is_taken_and_none_is_lost()
    {
        await using var api = await StartAsync(Parts.Real);
        var proof = await SolveAsync(api);
        await api.Redis!.StopAsync();

        var down = await OpenAsync(api, proof);
        Assert.That((down.Status, down.Problem), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "service-unavailable")));

        await api.Redis.StartAgainAsync();
        Answer answer;
        do answer = await OpenAsync(api, proof); while (answer.Status is HttpStatusCode.ServiceUnavailable);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Accepted), answer.Text);
    }

    [Test]
    public async Task Who_asks_a_lot_for_an_address_pays_more_and_only_work_counts_as_asking()
    {
        await using var api = await StartAsync(Parts.Embedded, ("Limits:EasyProofsPerAddress:Limit", "2"));
        var address = ResetApi.FreshAddress();
        for (var forged = 0; forged < 10; forged++) Assert.That((await OpenAsync(api, "Zm9yZ2Vk", address))["reason"], Is.EqualTo("invalid"));
        for (var easy = 0; easy < 2; easy++) Assert.That((await OpenAsync(api, await SolveAsync(api), address)).Status, Is.EqualTo(HttpStatusCode.Accepted));

        var third = await OpenAsync(api, await SolveAsync(api), address);
        var harder = await OpenAsync(api, AltchaSolver.Solve(JsonNode.Parse(third.Body.GetProperty("challenge").GetRawText())!), address);

        Assert.That(third["reason"], Is.EqualTo("too-easy"));
        Assert.That(harder.Status, Is.EqualTo(HttpStatusCode.Accepted), harder.Text);
    }

    [TestCase("off")]
    [TestCase("siteverify")]
    public async Task There_are_no_challenges_in_another_mode(string mode)
    {
        await using var api = await ResetApi.StartAsync(Parts.Embedded, new Dictionary<string, string?>
        {
            ["HumanCheck:Mode"] = mode,
            ["HumanCheck:Siteverify:Url"] = "http://127.0.0.1:9/siteverify",
            ["HumanCheck:Siteverify:Secret"] = "secret",
        });
        using var http = api.CreateClient();

        var answer = await new ResetClient(http).CallAsync(HttpMethod.Get, "v1/challenges", secret: null);

        Assert.That((answer.Status, answer.Problem), Is.EqualTo((HttpStatusCode.NotFound, "not-found")));
    }

    [Test]
    [Property("Checklist", "B4")]
    public async Task Fresh_proofs_buy_no_fresh_tries()
    {
        await using var api = await StartAsync(Parts.Embedded,
            ("Codes:Tries", "2"), ("Codes:AddressTries", "4"), ("Codes:AddressSendsAnHour", "1000"), ("Codes:AddressSendsADay", "1000"));
        var address = ResetApi.FreshAddress();
        using var http = api.CreateClient();
        var client = new ResetClient(http);
        for (var tickets = 0; tickets < 2; tickets++)
        {
            var opened = await OpenAsync(api, await SolveAsync(api), address);
            Assert.That(opened.Body.GetProperty("code").GetProperty("kind").GetString(), Is.EqualTo("code"));
            var ticket = new Ticket(opened["id"], opened["token"]);
            for (var tries = 0; tries < 2; tries++) await client.ConfirmAsync(ticket, "000000");
            Assert.That((await client.ConfirmAsync(ticket, "000000")).Status, Is.EqualTo(HttpStatusCode.Gone));
        }

        var spent = await OpenAsync(api, await SolveAsync(api), address);

        Assert.That(spent.Body.GetProperty("code").GetProperty("kind").GetString(), Is.EqualTo("link"));
    }

    private static Task<ResetApi> StartAsync(Parts parts, params (string Name, string Value)[] settings) => ResetApi.StartAsync(parts,
        settings.Concat([("HumanCheck:Mode", "altcha"), ("HumanCheck:Altcha:Cost", "1000"), ("HumanCheck:Altcha:Attempts", "4")])
            .ToDictionary(setting => setting.Item1, setting => (string?)setting.Item2));

    private static async Task<string> SolveAsync(ResetApi api) => AltchaSolver.Solve(await ChallengeAsync(api));

    private static async Task<JsonNode> ChallengeAsync(ResetApi api)
    {
        using var http = api.CreateClient();
        return JsonNode.Parse(await http.GetStringAsync(new Uri("v1/challenges", UriKind.Relative)))!;
    }

    private static async Task<Answer> OpenAsync(ResetApi api, string proof, string? email = null)
    {
        using var http = api.CreateClient();
        return await new ResetClient(http).CreateTicketAsync(new { email = email ?? ResetApi.FreshAddress(), proof, sendCode = true });
    }
}
