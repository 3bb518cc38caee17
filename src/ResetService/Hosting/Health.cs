using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ResetService.Hosting;

internal static class Health
{
    private const string Ready = "ready";

    /// <summary>Ready looks at what the service can't work without; live only says that the process answers.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        // Without the methods it would answer any, TRACE included.
        var methods = new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]);
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).WithMetadata(methods);
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) }).WithMetadata(methods);
    }

    public static void AddReadiness<TCheck>(this IServiceCollection services, string name) where TCheck : class, IHealthCheck =>
        services.AddHealthChecks().AddCheck<TCheck>(name, tags: [Ready], timeout: TimeSpan.FromSeconds(3));
}

internal sealed class RedisHealth(Redis redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await redis.PingAsync().WaitAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
