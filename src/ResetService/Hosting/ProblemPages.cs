using System.Text.Encodings.Web;

namespace ResetService.Hosting;

/// <summary>The page behind a problem's type.</summary>
internal static class ProblemPages
{
    public static void MapProblemPages(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/problems/{code}", Show).ExcludeFromDescription();

    private static IResult Show(string code)
    {
        if (Problems.All.FirstOrDefault(problem => problem.Code == code) is not { } problem) return (Refusal)Problems.NotFound;

        var encoder = HtmlEncoder.Default;
        return TypedResults.Content($"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{problem.Code}</title></head>
            <body>
            <h1>{encoder.Encode(problem.Title)}</h1>
            <p>{encoder.Encode(problem.Explanation)}</p>
            <p>HTTP status {problem.Status}, <code>{problem.Code}</code></p>
            </body>
            </html>
            """, "text/html; charset=utf-8");
    }
}
