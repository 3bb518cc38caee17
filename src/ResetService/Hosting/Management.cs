using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace ResetService.Hosting;

/// <summary>The section <c>Management</c>.</summary>
internal sealed record ManagementOptions : IValidatableObject
{
    /// <summary>Where metrics and the details of health are served, such as <c>http://127.0.0.1:9090</c>; nowhere while unset. Keep it off the internet.</summary>
    public Uri? Url { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is not null && Url is not { IsAbsoluteUri: true, Scheme: "http", PathAndQuery: "/" })
            yield return new("must be http, an address and a port.", [nameof(Url)]);
    }
}

/// <summary>A server of its own on a listener of its own: no path, header or mistake in the public one's routes leads here.</summary>
internal sealed partial class ManagementServer(IServiceProvider services, IOptions<ManagementOptions> options, ILogger<ManagementServer> logger) : IHostedService, IAsyncDisposable
{
    private WebApplication? server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Url is not { } url) return;

        // Empty: the public server's settings must not reach this one.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false).UseUrls(url.GetLeftPart(UriPartial.Authority));
        builder.Services.AddRoutingCore();

        server = builder.Build();
        server.MapGet("/health/ready", ReadyAsync);
        server.MapPrometheusScrapingEndpoint("/metrics", services.GetRequiredService<MeterProvider>(), configureBranchedPipeline: null, optionsName: null);
        await server.StartAsync(cancellationToken);
        LogServing(url);
    }

    public Task StopAsync(CancellationToken cancellationToken) => server?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task ReadyAsync(HttpContext context)
    {
        var report = await services.GetRequiredService<Readiness>().ReportAsync(context.RequestAborted);
        context.Response.StatusCode = Readiness.StatusOf(report);
        await context.Response.WriteAsJsonAsync(new
        {
            status = $"{report.Status}",
            checks = report.Entries.ToDictionary(check => check.Key, check => Describe(check.Value), StringComparer.Ordinal),
        }, context.RequestAborted);
    }

    // Our own words: an exception's would show more than a probe need know.
    private static string Describe(HealthReportEntry check) => check is { Exception: null, Description: { } reason } ? $"{check.Status}: {reason}" : $"{check.Status}";

    [LoggerMessage(LogLevel.Information, "Metrics and the details of health are at {Url}")]
    private partial void LogServing(Uri url);
}

internal static class ManagementServices
{
    public static void AddManagement(this WebApplicationBuilder builder)
    {
        builder.AddSettings<ManagementOptions>("Management");
        builder.Services.AddHostedService<ManagementServer>();
    }
}
