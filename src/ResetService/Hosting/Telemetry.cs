using System.Diagnostics;
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
    private static readonly string[] Collectors =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    // So that every call has a trace id for the log, whether or not anyone collects traces and whatever is logged.
    private static readonly ActivityListener EveryCall = new()
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        ActivitySource.AddActivityListener(EveryCall);

        var collected = Collectors.Any(collector => builder.Configuration[collector] is { Length: > 0 });
        var scraped = builder.Configuration["Management:Url"] is { Length: > 0 };
        if (!collected && !scraped) return;

        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("reset-service"));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(nameof(ResetService)).AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation().AddNpgsqlInstrumentation();
            if (scraped) metrics.AddPrometheusExporter();
            if (collected) metrics.AddOtlpExporter();
        });
        if (!collected) return;

        telemetry.WithTracing(traces => traces
            .AddAspNetCoreInstrumentation(http => http.EnrichWithHttpRequest = (span, _) => span.SetTag("url.path", null).SetTag("url.query", null))
            .AddHttpClientInstrumentation(http => http.EnrichWithHttpRequestMessage = (span, request) => span.SetTag("url.full", request.RequestUri!.GetLeftPart(UriPartial.Authority)))
            .AddNpgsql()
            .AddOtlpExporter());
    }
}
