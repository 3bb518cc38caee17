using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ResetService.Hosting;

internal static class Health
{
    private const string Ready = "ready";

    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Ready looks at what the service can't work without; live only says that the process answers. Both say the status and nothing more.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).WithMetadata(new HttpMethodMetadata(Reads));
        routes.MapMethods("/health/ready", Reads, ReadyAsync).ExcludeFromDescription();
    }

    public static bool IsReadiness(HealthCheckRegistration check) => check.Tags.Contains(Ready);

    /// <summary>An orchestrator asks by address and over plain HTTP; it learns nothing that needs guarding.</summary>
    public static bool IsProbe(HttpRequest request) => request.Path.StartsWithSegments("/health", StringComparison.Ordinal);

    public static void AddReadiness<TCheck>(this IServiceCollection services, string name) where TCheck : class, IHealthCheck =>
        services.AddHealthChecks().AddCheck<TCheck>(name, tags: [Ready], timeout: TimeSpan.FromSeconds(3));

    private static async Task<IResult> ReadyAsync(Readiness readiness, CancellationToken cancellation)
    {
        var report = await readiness.ReportAsync(cancellation);
        return TypedResults.Text($"{report.Status}", statusCode: Readiness.StatusOf(report));
    }
}

internal sealed class RedisHealth(Redis redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await redis.PingAsync().WaitAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
