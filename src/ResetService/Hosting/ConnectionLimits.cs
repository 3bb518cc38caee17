using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace ResetService.Hosting;

/// <summary>The section <c>Connections</c>.</summary>
internal sealed record ConnectionOptions
{
    /// <summary>At a time; one more is closed at once.</summary>
    [Range(1, 1_000_000)]
    public int Max { get; init; } = 10_000;
}

/// <summary>What one connection may cost. HTTP/2 keeps Kestrel's own bounds: 100 streams, and an end to a client that resets too many.</summary>
internal static class ConnectionLimits
{
    public const int MaxBodyBytes = 16 * 1024;
    public const int MaxHeadersBytes = 16 * 1024;

    public static void AddConnectionLimits(this WebApplicationBuilder builder)
    {
        builder.AddSettings<ConnectionOptions>("Connections");
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<ConnectionOptions>>((kestrel, connections) =>
        {
            kestrel.AddServerHeader = false;

            var limits = kestrel.Limits;
            limits.MaxConcurrentConnections = connections.Value.Max;
            limits.MaxRequestBodySize = MaxBodyBytes;
            limits.MaxRequestLineSize = 4 * 1024;
            limits.MaxRequestHeadersTotalSize = MaxHeadersBytes;
            limits.MaxRequestHeaderCount = 64;
            limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            limits.KeepAliveTimeout = TimeSpan.FromSeconds(90); // longer than load balancers' usual 60 s, so that they close first
            limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
            limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        });
    }
}
