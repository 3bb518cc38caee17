using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using ResetService.Hosting;

namespace ResetService.Storefronts;

/// <summary>Browsers may call the API from the storefronts' own origins, each compared whole. There are no cookies, so no credentials.</summary>
internal static class StorefrontCors
{
    public static void AddStorefrontCors(this WebApplicationBuilder builder) => builder.Services.AddOptions<CorsOptions>()
        .Configure<IOptionsMonitor<StorefrontOptions>>((cors, storefronts) => cors.AddDefaultPolicy(policy => policy
            .SetIsOriginAllowed(origin => storefronts.CurrentValue.Values.Any(storefront => storefront.Origins.Contains(origin, StringComparer.Ordinal)))
            .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete)
            .WithHeaders(HeaderNames.Authorization, HeaderNames.ContentType, ApiHeaders.IdempotencyKey)
            .WithExposedHeaders(HeaderNames.Location, HeaderNames.RetryAfter, ApiHeaders.RateLimit, ApiHeaders.RateLimitPolicy)
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10))));
}
