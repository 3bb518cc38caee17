using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ResetService.Hosting;

/// <summary>
/// Metrics for <c>Management:Url</c>, and metrics and traces for whoever the standard <c>OTEL_*</c> variables name.
/// Both speak of routes, never of paths: a path carries a ticket's tag, or the beginning of a password's hash.
/// </summary>
internal static class Telemetry
{
    private static readonly string[] Endpoints =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var otlp = Endpoints.Any(endpoint => builder.Configuration[endpoint] is { Length: > 0 });
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("reset-service"));

        telemetry.WithMetrics(metrics =>
        {
            metrics.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation().AddNpgsqlInstrumentation().AddPrometheusExporter();
            if (otlp) metrics.AddOtlpExporter();
        });
        if (!otlp) return;

        telemetry.WithTracing(traces => traces
            .AddAspNetCoreInstrumentation(http => http.EnrichWithHttpRequest = (span, _) => span.SetTag("url.path", null).SetTag("url.query", null))
            .AddHttpClientInstrumentation(http => http.EnrichWithHttpRequestMessage = (span, request) => span.SetTag("url.full", request.RequestUri!.GetLeftPart(UriPartial.Authority)))
            .AddNpgsql()
            .AddOtlpExporter());
    }
}
