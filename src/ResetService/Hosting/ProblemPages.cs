using System.Text.Encodings.Web;
using ResetService.Languages;

namespace ResetService.Hosting;

/// <summary>The page behind a problem's type, in the reader's language.</summary>
internal static class ProblemPages
{
    public static void MapProblemPages(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/problems/{code}", Show).ExcludeFromDescription();

    private static IResult Show(string code, HttpContext http)
    {
        if (Problems.All.FirstOrDefault(problem => problem.Code == code) is not { } problem) return (Refusal)Problems.NotFound;

        var language = http.Speak(Language.All);
        var encoder = HtmlEncoder.Default;
        return TypedResults.Content($"""
            <!doctype html>
            <html lang="{language.Tag}" dir="{language.Direction}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{problem.Code}</title></head>
            <body>
            <h1>{encoder.Encode(problem.Title(language))}</h1>
            <p>{encoder.Encode(problem.Explanation(language))}</p>
            <p lang="en" dir="ltr">HTTP status {problem.Status}, <code>{problem.Code}</code></p>
            </body>
            </html>
            """, "text/html; charset=utf-8");
    }
}
