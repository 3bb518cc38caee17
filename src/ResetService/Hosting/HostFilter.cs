using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace ResetService.Hosting;

/// <summary>Answers under the service's own names only: PublicUrl's host and <c>AllowedHosts</c>. Probes come by address and pass.</summary>
internal sealed class HostFilter(RequestDelegate next, IOptions<ServiceOptions> service, IHostEnvironment environment)
{
    private static readonly string[] Local = ["localhost", "127.0.0.1", "[::1]"];

    private readonly StringSegment[] hosts =
    [
        .. service.Value.Hosts.Concat(environment.IsDevelopment() ? Local : []).Select(host => new StringSegment(new HostString(host).ToUriComponent())),
    ];

    public Task InvokeAsync(HttpContext context) => Health.IsProbe(context.Request) || HostString.MatchesAny(context.Request.Host.Value ?? "", hosts)
        ? next(context)
        : Refusal.Invalid("Host", "not-a-host").ExecuteAsync(context);
}

internal static class HostFilterServices
{
    // The framework's filter reads AllowedHosts too, but knows neither PublicUrl nor problems nor probes: it leaves the decision to ours.
    public static void AddHostFilter(this WebApplicationBuilder builder) =>
        builder.Services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = ["*"]);
}
