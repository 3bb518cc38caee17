using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using ResetService.Hosting;
using ResetService.Tests.Support;

namespace ResetService.Tests.Hosting;

/// <summary>Anyone may ask whether the service is ready; that must not be what keeps it from being so.</summary>
internal sealed class ReadinessTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    [Property("Checklist", "T1")]
    public async Task A_report_stands_for_a_second()
    {
        await using var api = await ResetApi.StartAsync(Parts.Real);
        using var http = api.CreateClient();
        var client = new ResetClient(http);
        Task<Answer> AskAsync() => client.CallAsync(HttpMethod.Get, "health/ready", secret: null);

        var up = await AskAsync();
        await api.Redis!.StopAsync();
        api.Clock.Advance(Second - TimeSpan.FromMilliseconds(1));
        var kept = await AskAsync();
        api.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var down = await AskAsync();

        Assert.That(new[] { up, kept, down }.Select(answer => (answer.Status, answer.Text)), Is.EqualTo(
            [(HttpStatusCode.OK, "Healthy"), (HttpStatusCode.OK, "Healthy"), (HttpStatusCode.ServiceUnavailable, "Unhealthy")]));
    }

    [Test]
    public async Task Whoever_asks_meanwhile_waits_for_the_check_that_runs_and_whoever_hangs_up_ends_it_for_nobody()
    {
        var (asked, answer) = (0, new TaskCompletionSource<HealthCheckResult>());
        var clock = new FakeTimeProvider();
        var services = new ServiceCollection().AddLogging();
        services.AddHealthChecks().AddAsyncCheck("slow", () => Interlocked.Increment(ref asked) > 0 ? answer.Task : null!, ["ready"]);
        await using var provider = services.BuildServiceProvider();
        var readiness = new Readiness(provider.GetRequiredService<HealthCheckService>(), clock);
        using var caller = new CancellationTokenSource();

        var first = readiness.ReportAsync(caller.Token);
        clock.Advance(2 * Second);
        var others = Enumerable.Range(0, 50).Select(_ => readiness.ReportAsync(CancellationToken.None)).ToArray();
        await caller.CancelAsync();
        answer.SetResult(HealthCheckResult.Healthy());

        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await Task.WhenAll(others)).Select(report => report.Status), Has.All.EqualTo(HealthStatus.Healthy));
        Assert.That(asked, Is.EqualTo(1));
        await readiness.ReportAsync(CancellationToken.None);
        Assert.That(asked, Is.EqualTo(2));
    }
}
