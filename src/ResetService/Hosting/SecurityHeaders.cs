using Microsoft.Net.Http.Headers;

namespace ResetService.Hosting;

/// <summary>Headers that every answer carries, errors included.</summary>
internal sealed class SecurityHeaders(RequestDelegate next, IHostEnvironment environment)
{
    /// <summary>The one Cache-Control beside no-store: for what never changes under its address.</summary>
    public const string KeptForEver = "public, max-age=31536000, immutable"; // a year, which caches take for ever

    // For answers that load nothing: JSON and the problems' pages. A page that needs more brings its own.
    private const string LoadNothing = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            Write(context.Response.Headers, hsts: context.Request.IsHttps && !environment.IsDevelopment());
            return Task.CompletedTask;
        });
        return next(context);
    }

    private static void Write(IHeaderDictionary headers, bool hsts)
    {
        if (headers.CacheControl != KeptForEver) headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin"; // says nothing to CORS, which storefronts use
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = LoadNothing;
        if (!headers.Vary.Contains(HeaderNames.Origin)) headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        if (hsts) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains"; // a year
    }
}
