using System.Net;
using Microsoft.AspNetCore.Http;
using ResetService.Hosting;
using ResetService.Tests.Support;

namespace ResetService.Tests.HumanCheck;

[Property("Checklist", "B1")]
internal sealed class SiteverifyTests
{
    private const string Token = "10000000-the-response-token";
    private const string Success = """{ "success": true, "challenge_ts": "2030-01-01T12:00:00Z", "hostname": "shop.example.com", "action": "reset", "error-codes": [] }""";

    [Test]
    public async Task A_proof_that_the_verifier_confirms_is_taken()
    {
        await using var stub = await SiteverifyStub.StartAsync(Success);
        await using var app = new HumanCheckApp(stub.Settings);

        Assert.That(await CheckAsync(app), Is.Null);

        var asked = stub.Asked.Single();
        Assert.That(asked, Is.EquivalentTo(new Dictionary<string, string> { ["secret"] = SiteverifyStub.Secret, ["response"] = Token, ["remoteip"] = "203.0.113.7" }));
    }

    [Test]
    public async Task An_address_that_is_not_known_is_not_sent()
    {
        await using var stub = await SiteverifyStub.StartAsync(Success);
        await using var app = new HumanCheckApp(stub.Settings);

        Assert.That(await app.Check.CheckAsync(Token, level: () => Task.FromResult(0), clientAddress: null, CancellationToken.None), Is.Null);

        Assert.That(stub.Asked.Single().Keys, Does.Not.Contain("remoteip"));
    }

    [TestCase("::ffff:203.0.113.7", "203.0.113.7")]
    [TestCase("203.0.113.7", "203.0.113.7")]
    [TestCase("2001:db8::7", "2001:db8::7")]
    public async Task An_address_is_sent_as_people_write_it(string address, string sent)
    {
        await using var stub = await SiteverifyStub.StartAsync(Success);
        await using var app = new HumanCheckApp(stub.Settings);

        await app.Check.CheckAsync(Token, level: () => Task.FromResult(0), IPAddress.Parse(address), CancellationToken.None);

        Assert.That(stub.Asked.Single()["remoteip"], Is.EqualTo(sent));
    }

    [Test]
    public async Task A_secret_goes_where_the_settings_say_and_nowhere_else()
    {
        await using var elsewhere = await SiteverifyStub.StartAsync(Success);
        await using var stub = await SiteverifyStub.StartAsync(context => Results.Redirect(elsewhere.Url, permanent: false, preserveMethod: true).ExecuteAsync(context));

        await AssertDownAsync(stub.Settings);
        Assert.That(elsewhere.Asked, Is.Empty);
    }

    [Test]
    public async Task A_verifier_can_not_link_the_customers_by_a_cookie()
    {
        var cookies = new List<string>();
        await using var stub = await SiteverifyStub.StartAsync(context =>
        {
            cookies.Add(context.Request.Headers.Cookie.ToString());
            context.Response.Cookies.Append("seen", "before");
            return Results.Json(new { success = true }).ExecuteAsync(context);
        });
        await using var app = new HumanCheckApp(stub.Settings);

        await CheckAsync(app);
        await CheckAsync(app);

        Assert.That(cookies, Is.EqualTo(["", ""]));
    }

    [TestCase(null)]
    [TestCase("")]
    public async Task Without_a_proof_nobody_is_asked(string? proof)
    {
        await using var stub = await SiteverifyStub.StartAsync(Success);
        await using var app = new HumanCheckApp(stub.Settings);

        AssertRefused(await CheckAsync(app, proof), "missing");
        Assert.That(stub.Asked, Is.Empty);
    }

    [TestCase("invalid-input-response", "invalid")]
    [TestCase("bad-request", "invalid")]
    [TestCase("timeout-or-duplicate", "expired")]
    [TestCase("expired-input-response", "expired")]
    [TestCase("already-seen-response", "replayed")]
    public async Task A_proof_that_the_verifier_refuses_is_refused(string code, string reason)
    {
        foreach (var status in new[] { 200, 400 })
        {
            await using var stub = await SiteverifyStub.StartAsync($$"""{ "success": false, "error-codes": ["{{code}}"] }""", status);
            await using var app = new HumanCheckApp(stub.Settings);

            AssertRefused(await CheckAsync(app), reason);
            Assert.That(app.Log, Is.Empty);
        }
    }

    [Test]
    public async Task A_refusal_without_a_reason_is_one()
    {
        await using var stub = await SiteverifyStub.StartAsync("""{ "success": false }""");
        await using var app = new HumanCheckApp(stub.Settings);

        AssertRefused(await CheckAsync(app), "invalid");
    }

    [TestCase("Hostnames:0", "evil.example.com", false)]
    [TestCase("Hostnames:0", "example.com", false)]
    [TestCase("Hostnames:0", "SHOP.example.com", true)]
    [TestCase("Action", "login", false)]
    [TestCase("Action", "Reset", false)]
    [TestCase("Action", "reset", true)]
    public async Task A_proof_of_another_site_or_for_another_action_is_refused(string setting, string expected, bool taken)
    {
        await using var stub = await SiteverifyStub.StartAsync(Success);
        await using var app = new HumanCheckApp([.. stub.Settings, ($"Siteverify:{setting}", expected)]);

        await AssertVerdictAsync(app, taken);
    }

    [TestCase("Hostnames:0", "shop.example.com")]
    [TestCase("Action", "reset")]
    [TestCase("MinScore", "0.5")]
    public async Task What_is_expected_and_not_said_is_refused(string setting, string expected)
    {
        await using var stub = await SiteverifyStub.StartAsync("""{ "success": true }""");
        await using var silent = new HumanCheckApp(stub.Settings);
        await using var app = new HumanCheckApp([.. stub.Settings, ($"Siteverify:{setting}", expected)]);

        await AssertVerdictAsync(silent, taken: true);
        await AssertVerdictAsync(app, taken: false);
    }

    [TestCase("0.4", false)]
    [TestCase("0.5", true)]
    [TestCase("0.9", true)]
    public async Task A_low_score_is_refused(string score, bool taken)
    {
        await using var stub = await SiteverifyStub.StartAsync($$"""{ "success": true, "score": {{score}} }""");
        await using var app = new HumanCheckApp([.. stub.Settings, ("Siteverify:MinScore", "0.5")]);

        await AssertVerdictAsync(app, taken);
    }

    [TestCase(StatusCodes.Status503ServiceUnavailable, """{ "success": true }""")]
    [TestCase(StatusCodes.Status429TooManyRequests, """{ "success": true }""")]
    [TestCase(StatusCodes.Status302Found, "")]
    [TestCase(StatusCodes.Status200OK, "<html>Please sign in: the hotel's Wi-Fi</html>")]
    [TestCase(StatusCodes.Status200OK, "")]
    [TestCase(StatusCodes.Status200OK, "null")]
    [TestCase(StatusCodes.Status200OK, "{}")]
    [TestCase(StatusCodes.Status200OK, """{ "success": "true" }""")]
    [TestCase(StatusCodes.Status200OK, """{ "success": false, "error-codes": ["internal-error"] }""")]
    [TestCase(StatusCodes.Status200OK, """{ "success": false, "error-codes": ["invalid-input-secret"] }""")]
    [TestCase(StatusCodes.Status400BadRequest, """{ "success": false, "error-codes": ["missing-input-secret"] }""")]
    public async Task A_verifier_that_gives_no_verdict_is_down(int status, string body)
    {
        await using var stub = await SiteverifyStub.StartAsync(body, status);

        await AssertDownAsync(stub.Settings);
    }

    [Test]
    [MaxTime(20_000)]
    public async Task A_verifier_that_takes_too_long_is_down()
    {
        await using var stub = await SiteverifyStub.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));

        await AssertDownAsync([.. stub.Settings, ("Siteverify:Timeout", "00:00:00.2")]);
    }

    [Test]
    public async Task A_verifier_that_answers_with_too_much_is_down()
    {
        await using var stub = await SiteverifyStub.StartAsync(Success + new string(' ', 100_000));

        await AssertDownAsync(stub.Settings);
    }

    [Test]
    public async Task A_verifier_that_is_not_there_is_down()
    {
        var stub = await SiteverifyStub.StartAsync(Success);
        var settings = stub.Settings;
        await stub.DisposeAsync();

        await AssertDownAsync(settings);
    }

    [Test]
    public async Task A_caller_who_leaves_is_not_an_outage()
    {
        await using var stub = await SiteverifyStub.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var app = new HumanCheckApp(stub.Settings);
        using var caller = new CancellationTokenSource();

        var check = app.Check.CheckAsync(Token, level: () => Task.FromResult(0), IPAddress.Loopback, caller.Token);
        await caller.CancelAsync();

        await Assert.ThatAsync(() => check, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(app.Log, Is.Empty);
    }

    [Test]
    public async Task The_caller_gets_a_ticket_a_refusal_or_503()
    {
        var answers = new Queue<IResult>([Results.Json(new { success = true }), Results.Json(new { success = false }), Results.StatusCode(500)]);
        await using var stub = await SiteverifyStub.StartAsync(context => answers.Dequeue().ExecuteAsync(context));
        await using var api = await ResetApi.StartAsync(Parts.Embedded, stub.Settings.ToDictionary(setting => $"HumanCheck:{setting.Item1}", setting => (string?)setting.Item2));
        using var http = api.CreateClient();
        var client = new ResetClient(http);
        var body = new { email = ResetApi.FreshAddress(), proof = Token };

        var taken = await client.CreateTicketAsync(body);
        var refused = await client.CreateTicketAsync(body);
        var down = await client.CreateTicketAsync(body);

        Assert.That(taken.Status, Is.EqualTo(HttpStatusCode.Accepted), taken.Text);
        Assert.That((refused.Status, refused.Problem, refused["reason"]), Is.EqualTo((HttpStatusCode.Forbidden, "human-check-failed", "invalid")));
        Assert.That((down.Status, down.Problem), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "service-unavailable")));
        Assert.That(down.Response.Headers.RetryAfter, Is.Not.Null);
        Assert.That(stub.Asked.Select(fields => fields["remoteip"]), Is.All.EqualTo("127.0.0.1"));
    }

    private static Task<Refusal?> CheckAsync(HumanCheckApp app, string? proof = Token) =>
        app.Check.CheckAsync(proof, level: () => Task.FromResult(0), IPAddress.Parse("::ffff:203.0.113.7"), CancellationToken.None);

    private static async Task AssertVerdictAsync(HumanCheckApp app, bool taken)
    {
        var refusal = await CheckAsync(app);

        if (taken) Assert.That(refusal, Is.Null);
        else AssertRefused(refusal, "invalid");
    }

    private static void AssertRefused(Refusal? refusal, string reason)
    {
        Assert.That(refusal?.Problem, Is.EqualTo(Problems.HumanCheckFailed));
        Assert.That(refusal?.Extras, Is.EquivalentTo(new Dictionary<string, object?> { ["reason"] = reason }));
    }

    private static async Task AssertDownAsync(params (string, string)[] settings)
    {
        await using var app = new HumanCheckApp(settings);

        Assert.That((await CheckAsync(app))?.Problem, Is.EqualTo(Problems.ServiceUnavailable));
        Assert.That(app.Log, Has.Exactly(1).StartsWith("Error: The human check's verifier gave no verdict ("));
        Assert.That(app.Log, Has.None.Contains(SiteverifyStub.Secret).And.None.Contains(Token));
    }
}
