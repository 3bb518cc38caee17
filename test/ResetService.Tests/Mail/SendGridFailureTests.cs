using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using ResetService.Mail;
using ResetService.Tests.Support;

namespace ResetService.Tests.Mail;

internal sealed class SendGridFailureTests
{
    private SendGridStub stub = null!;

    [SetUp]
    public async Task StartAsync() => stub = await SendGridStub.StartAsync();

    [TearDown]
    public async Task StopAsync() => await stub.DisposeAsync();

    [TestCase(StatusCodes.Status400BadRequest)]
    [TestCase(StatusCodes.Status413PayloadTooLarge)]
    public async Task A_mail_that_SendGrid_calls_wrong_is_not_tried_again(int status)
    {
        stub.Answer = _ => Results.StatusCode(status);

        var outcome = await SendAsync();

        Assert.That(outcome, Is.EqualTo(new MailOutcome(MailResult.Refused, Reason: $"{status}")));
        Assert.That(stub.Calls, Is.EqualTo(1));
    }

    [Test]
    public async Task A_mail_to_what_is_no_address_is_refused_by_SendGrids_own_check()
    {
        await using var app = await MailApp.StartAsync(stub);

        var outcome = await app.SendAsync(Mails.To("not an address"));

        Assert.That(outcome, Is.EqualTo(new MailOutcome(MailResult.Refused, Reason: "400")));
        Assert.That(stub.Mails, Is.Empty);
    }

    [TestCase(StatusCodes.Status307TemporaryRedirect, 1)]
    [TestCase(StatusCodes.Status401Unauthorized, 1)]
    [TestCase(StatusCodes.Status403Forbidden, 1)]
    [TestCase(StatusCodes.Status404NotFound, 1)]
    [TestCase(StatusCodes.Status408RequestTimeout, 4)]
    [TestCase(StatusCodes.Status429TooManyRequests, 4)]
    [TestCase(StatusCodes.Status500InternalServerError, 4)]
    public async Task Every_other_failure_can_be_tried_later(int status, int calls)
    {
        stub.Answer = _ => new StubAnswer(status, "Location", "/v3/elsewhere");

        var outcome = await SendAsync();

        Assert.That(outcome, Is.EqualTo(new MailOutcome(MailResult.TryLater, Reason: $"{status}")));
        Assert.That(stub.Calls, Is.EqualTo(calls));
    }

    [Test]
    public async Task A_short_outage_is_bridged()
    {
        stub.Answer = _ => stub.Calls <= 2 ? Results.StatusCode(StatusCodes.Status503ServiceUnavailable) : null;

        var outcome = await SendAsync();

        Assert.That(outcome.Result, Is.EqualTo(MailResult.Sent));
        Assert.That(stub.Mails, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_wait_longer_than_the_mail_has_is_passed_on_and_not_waited()
    {
        await using var app = await MailApp.StartAsync(stub);
        var reset = app.Clock.GetUtcNow().AddMinutes(10).ToUnixTimeSeconds();
        stub.Answer = _ => new StubAnswer(StatusCodes.Status429TooManyRequests, "X-RateLimit-Reset", $"{reset}");

        var outcome = await app.SendAsync(Mails.To("ada@shop.example"));

        Assert.That(outcome, Is.EqualTo(new MailOutcome(MailResult.TryLater, TimeSpan.FromMinutes(10), "429")));
        Assert.That(stub.Calls, Is.EqualTo(1));
    }

    [TestCase("90", 90)]
    [TestCase("Tue, 04 Mar 2031 05:08:07 GMT", 120)]
    [TestCase("999999999", 86400)]
    public async Task Retry_After_is_passed_on_in_both_its_forms_and_at_most_a_day(string header, int seconds)
    {
        stub.Answer = _ => new StubAnswer(StatusCodes.Status503ServiceUnavailable, "Retry-After", header);

        var outcome = await SendAsync();

        Assert.That(outcome.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
        Assert.That(stub.Calls, Is.EqualTo(1));
    }

    [Test]
    public async Task A_wait_that_fits_is_waited()
    {
        await using var app = await MailApp.StartAsync(stub);
        var reset = app.Clock.GetUtcNow().AddSeconds(1).ToUnixTimeSeconds();
        stub.Answer = _ => stub.Calls == 1 ? new StubAnswer(StatusCodes.Status429TooManyRequests, "X-RateLimit-Reset", $"{reset}") : null;
        var begin = TimeProvider.System.GetTimestamp();

        var outcome = await app.SendAsync(Mails.To("ada@shop.example"));

        Assert.That(outcome.Result, Is.EqualTo(MailResult.Sent));
        Assert.That(TimeProvider.System.GetElapsedTime(begin), Is.GreaterThan(TimeSpan.FromSeconds(0.9)));
    }

    [Test]
    public async Task The_reset_time_counts_only_where_the_rate_was_the_reason()
    {
        stub.Answer = _ => new StubAnswer(StatusCodes.Status500InternalServerError, "X-RateLimit-Reset", "4000000000");

        Assert.That(await SendAsync(), Is.EqualTo(new MailOutcome(MailResult.TryLater, Reason: "500")));
    }

    [TestCase("-1")]
    [TestCase("soon")]
    [TestCase("1")]
    [TestCase("99999999999999999999")]
    public async Task A_reset_time_that_makes_no_sense_is_ignored(string header)
    {
        stub.Answer = _ => new StubAnswer(StatusCodes.Status429TooManyRequests, "X-RateLimit-Reset", header);

        Assert.That(await SendAsync(), Is.EqualTo(new MailOutcome(MailResult.TryLater, Reason: "429")));
    }

    [Test]
    public async Task A_slow_SendGrid_is_asked_again_and_can_be_tried_later()
    {
        stub.Delay = TimeSpan.FromMinutes(1);

        var outcome = await SendAsync(("SendGrid:AttemptTimeout", "00:00:00.2"));

        Assert.That(outcome, Is.EqualTo(new MailOutcome(MailResult.TryLater, Reason: "Timeout")));
        Assert.That(stub.Calls, Is.EqualTo(4));
    }

    [Test]
    [MaxTime(20_000)]
    public async Task All_tries_together_end_in_time()
    {
        stub.Answer = _ => Results.StatusCode(StatusCodes.Status503ServiceUnavailable);

        var outcome = await SendAsync(
            ("SendGrid:TotalTimeout", "00:00:00.3"), ("SendGrid:AttemptTimeout", "00:00:00.2"), ("SendGrid:RetryDelay", "00:00:10"));

        Assert.That(outcome, Is.EqualTo(new MailOutcome(MailResult.TryLater, Reason: "Timeout")));
        Assert.That(stub.Calls, Is.EqualTo(1));
    }

    [Test]
    [MaxTime(20_000)]
    public async Task A_body_that_never_ends_ends_in_time()
    {
        stub.Answer = _ => new EndlessAnswer();

        var outcome = await SendAsync(("SendGrid:TotalTimeout", "00:00:00.3"), ("SendGrid:AttemptTimeout", "00:00:00.3"));

        Assert.That(outcome, Is.EqualTo(new MailOutcome(MailResult.TryLater, Reason: "Timeout")));
    }

    [Test]
    public async Task A_SendGrid_that_is_down_can_be_tried_later_and_is_found_when_it_is_back()
    {
        await using var app = await MailApp.StartAsync(stub);
        await stub.DisposeAsync();

        var down = await app.SendAsync(Mails.To("ada@shop.example"));
        stub = await SendGridStub.StartAsync(stub.BaseUrl.Port);
        var back = await app.SendAsync(Mails.To("ada@shop.example"));

        Assert.That(down, Is.EqualTo(new MailOutcome(MailResult.TryLater, Reason: "ConnectionError")));
        Assert.That(back.Result, Is.EqualTo(MailResult.Sent));
    }

    [Test]
    public async Task A_wrong_key_can_be_tried_later_once_it_is_mended()
    {
        var outcome = await SendAsync(("SendGrid:ApiKey", "SG.another.key"));

        Assert.That(outcome, Is.EqualTo(new MailOutcome(MailResult.TryLater, Reason: "401")));
        Assert.That(stub.Calls, Is.EqualTo(1));
    }

    [Test]
    public async Task After_many_failures_SendGrid_is_left_alone()
    {
        await using var app = await MailApp.StartAsync(stub);
        stub.Answer = _ => Results.StatusCode(StatusCodes.Status500InternalServerError);
        for (var mail = 0; mail < 6; mail++) await app.SendAsync(Mails.To("ada@shop.example"));
        var calls = stub.Calls;

        var outcome = await app.SendAsync(Mails.To("ada@shop.example"));

        Assert.That(outcome.Result, Is.EqualTo(MailResult.TryLater));
        Assert.That(outcome.Reason, Is.EqualTo("CircuitOpen"));
        Assert.That(outcome.RetryAfter, Is.GreaterThan(TimeSpan.Zero).And.LessThan(TimeSpan.FromMinutes(1)));
        Assert.That(stub.Calls, Is.EqualTo(calls));
    }

    [Test]
    [Property("Checklist", "T3")]
    public async Task A_self_signed_SendGrid_gets_no_mail()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await using var impostor = await SendGridStub.StartAsync(port: 0, certificate);

        var outcome = await SendAsync(("SendGrid:BaseUrl", impostor.BaseUrl.OriginalString));

        Assert.That(impostor.BaseUrl.Scheme, Is.EqualTo("https"));
        Assert.That(outcome, Is.EqualTo(new MailOutcome(MailResult.TryLater, Reason: "SecureConnectionError")));
        Assert.That(impostor.Calls, Is.Zero);
    }

    [Test]
    public async Task Only_the_callers_own_cancellation_throws()
    {
        await using var app = await MailApp.StartAsync(stub);
        using var stopping = new CancellationTokenSource();
        stub.Delay = TimeSpan.FromMinutes(1);

        var sending = app.SendAsync(Mails.To("ada@shop.example"), stopping.Token);
        await stub.NextMailAsync("ada@shop.example");
        await stopping.CancelAsync();

        Assert.That(async () => await sending, Throws.InstanceOf<OperationCanceledException>());
    }

    private async Task<MailOutcome> SendAsync(params (string, string?)[] settings)
    {
        await using var app = await MailApp.StartAsync(stub, settings);

        return await app.SendAsync(Mails.To("ada@shop.example"));
    }

    private sealed class EndlessAnswer : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await httpContext.Response.Body.FlushAsync(); // the headers leave, the body never does
            await Task.Delay(Timeout.Infinite, httpContext.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
