using Microsoft.AspNetCore.Http.HttpResults;

namespace ResetService.Hosting;

/// <summary>A page for whoever develops, which needs no script and shows nothing from elsewhere.</summary>
internal static class DevelopmentPage
{
    /// <param name="http">The call that is answered.</param>
    /// <param name="title">Its title and heading.</param>
    /// <param name="style">Its rules, beside those of all such pages.</param>
    /// <param name="content">What follows the heading, as HTML.</param>
    public static ContentHttpResult Of(HttpContext http, string title, string style, string content)
    {
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        return TypedResults.Content($$"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>{{title}}</title>
            <style>
            body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem; }
            {{style}}
            </style>
            <main>
            <h1>{{title}}</h1>
            {{content}}
            </main>
            </html>

            """, "text/html; charset=utf-8");
    }
}
