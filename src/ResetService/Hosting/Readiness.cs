using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ResetService.Hosting;

/// <summary>Whether the service can work. Anyone may ask, as often as they like: the parts are asked once a second at most, one time after the other.</summary>
internal sealed class Readiness(HealthCheckService checks, TimeProvider clock)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly Lock door = new();
    private Task<HealthReport>? report;
    private DateTimeOffset freshUntil;

    public Task<HealthReport> ReportAsync(CancellationToken cancellation)
    {
        lock (door)
        {
            var now = clock.GetUtcNow();
            if (report is null || (report.IsCompleted && now >= freshUntil))
            {
                freshUntil = now + Freshness;
                report = checks.CheckHealthAsync(Health.IsReadiness, CancellationToken.None); // others may wait for it when its caller has gone
            }

            return report.WaitAsync(cancellation);
        }
    }

    public static int StatusOf(HealthReport report) =>
        report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
}
