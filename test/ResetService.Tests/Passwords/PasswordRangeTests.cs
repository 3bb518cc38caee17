using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using ResetService.Passwords;

namespace ResetService.Tests.Passwords;

[Property("Checklist", "G5")]
internal sealed class PasswordRangeTests
{
    private const string Password = "wN4#tq9!Zr";
    private const string Prefix = "E180F"; // of the password's SHA-1
    private const string Suffix = "5F16791E2DC077AE6EDE75FA5751ADB2638";
    private const string Others = "0018A45C4D1DEF81644B54AB7F969B88D65:12\r\n00D4F6E8FA6EECAD2A3AA415EEC418D38EC:0\r\n";

    private static readonly (string, string) Enabled = ("Range:Enabled", "true");
    private static readonly (string, string) FailClosed = ("Range:WhenDown", "refuse");

    [TestCase("\r\n")]
    [TestCase("\n")]
    public async Task A_breached_password_is_refused(string newline)
    {
        await using var server = await RangeServer.StartAsync($"{Others}{Suffix}:3\r\n{Others}".ReplaceLineEndings(newline));
        await using var app = new PasswordApp(Enabled, server.Setting);

        var verdict = await CheckAsync(app);

        Assert.That(verdict.Reasons, Is.EqualTo([PasswordReasons.Breached]));
        Assert.That((verdict.Acceptable, verdict.Score, verdict.Advice.Count), Is.EqualTo((false, 0, 1)));
    }

    [TestCase(Others)]
    [TestCase($"{Others}{Suffix}:0\r\n")]
    [TestCase($"{Others}{Suffix}:0")]
    public async Task A_password_that_is_missing_or_padding_is_accepted(string answer)
    {
        await using var server = await RangeServer.StartAsync(answer);
        await using var app = new PasswordApp(Enabled, FailClosed, server.Setting);

        Assert.That((await CheckAsync(app)).Acceptable, Is.True);
        Assert.That(server.Asked, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Five_digits_leave_the_service_and_the_answer_is_padded()
    {
        await using var server = await RangeServer.StartAsync(Others);
        await using var app = new PasswordApp(Enabled, server.Setting);

        await CheckAsync(app);

        Assert.That(server.Asked, Is.EqualTo([$"GET /mirror/range/{Prefix}"]));
        Assert.That(server.Headers, Does.Contain("Add-Padding: true").And.Contain("User-Agent: ResetService"));
        Assert.That(server.Headers, Has.None.Contains("traceparent").And.None.Contains(Suffix));
    }

    [Test]
    public async Task Nothing_is_asked_when_it_is_off_or_when_the_cheap_rules_refuse()
    {
        await using var server = await RangeServer.StartAsync(Others);
        await using var off = new PasswordApp(server.Setting);
        await using var on = new PasswordApp(Enabled, server.Setting);

        Assert.That((await CheckAsync(off)).Acceptable, Is.True);
        Assert.That((await CheckAsync(on, "Password1")).Acceptable, Is.False);
        Assert.That(on.Policy.Check(Password, "", "").Acceptable, Is.True);
        Assert.That(server.Asked, Is.Empty);
    }

    [TestCase(StatusCodes.Status503ServiceUnavailable, "down")]
    [TestCase(StatusCodes.Status429TooManyRequests, "slow down")]
    [TestCase(StatusCodes.Status200OK, "<html>Please sign in: the hotel's Wi-Fi</html>")]
    [TestCase(StatusCodes.Status200OK, "")]
    public async Task An_API_that_does_not_answer_is_down(int status, string body)
    {
        await using var server = await RangeServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        });

        await AssertDownAsync(server.Setting);
    }

    [Test]
    public async Task An_API_that_takes_too_long_is_down()
    {
        await using var server = await RangeServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));

        await AssertDownAsync(server.Setting, ("Range:Timeout", "00:00:00.2"));
    }

    [Test]
    public async Task An_API_that_answers_without_end_is_down()
    {
        await using var server = await RangeServer.StartAsync(async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.WriteAsync(Others, context.RequestAborted);
        });

        await AssertDownAsync(server.Setting);
    }

    [Test]
    public async Task An_API_that_hangs_up_in_the_middle_is_down()
    {
        await using var server = await RangeServer.StartAsync(async context =>
        {
            await context.Response.WriteAsync(Others);
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        await AssertDownAsync(server.Setting);
    }

    [Test]
    public async Task An_API_that_is_not_there_is_down()
    {
        var server = await RangeServer.StartAsync(Others);
        var setting = server.Setting;
        await server.DisposeAsync();

        await AssertDownAsync(setting);
    }

    [Test]
    public async Task A_caller_who_leaves_is_not_an_outage()
    {
        await using var server = await RangeServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using var app = new PasswordApp(Enabled, server.Setting);
        using var caller = new CancellationTokenSource();

        var check = app.Policy.CheckFullyAsync(Password, "", "", preset: null, caller.Token);
        await caller.CancelAsync();

        await Assert.ThatAsync(() => check, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(app.Log, Is.Empty);
    }

    [Test]
    public async Task No_trace_carries_the_URL()
    {
        var traced = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => traced.AddRange(activity.TagObjects.Select(tag => $"{tag.Value}")),
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await RangeServer.StartAsync(Others);
        await using var app = new PasswordApp(Enabled, server.Setting);

        await CheckAsync(app);

        Assert.That(traced, Has.None.Contains(Prefix));
    }

    private static async Task AssertDownAsync(params (string, string)[] settings)
    {
        await using var open = new PasswordApp([Enabled, .. settings]);
        await using var closed = new PasswordApp([Enabled, FailClosed, .. settings]);

        Assert.That((await CheckAsync(open)).Acceptable, Is.True);
        await Assert.ThatAsync(() => CheckAsync(closed), Throws.InstanceOf<PasswordRangeUnavailableException>());

        Assert.That(open.Log.Concat(closed.Log), Has.Exactly(2).StartsWith("Warning: The breached-password API gave no answer ("));
        Assert.That(open.Log, Has.Exactly(1).Items.And.None.Contains(Prefix).And.None.Contains(Password));
    }

    private static Task<PasswordVerdict> CheckAsync(PasswordApp app, string password = Password) =>
        app.Policy.CheckFullyAsync(password, "jane.doe@example.com", "Sunny Shop", preset: null, CancellationToken.None);
}
