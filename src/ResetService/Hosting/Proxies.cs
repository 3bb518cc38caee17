using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace ResetService.Hosting;

/// <summary>Takes a caller's address and scheme from the proxies of <see cref="ProxyOptions"/>, and from nobody else. A host is never taken.</summary>
internal static class Proxies
{
    public static void AddProxies(this WebApplicationBuilder builder)
    {
        builder.AddSettings<ProxyOptions>("Proxies");
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>((forwarded, options) =>
        {
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in options.Value.TrustedNetworks) forwarded.KnownIPNetworks.Add(network);

            // To the middleware empty lists mean that everyone is trusted.
            forwarded.ForwardedHeaders = forwarded.KnownIPNetworks.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.ForwardLimit = options.Value.ForwardLimit;
        });
    }
}
