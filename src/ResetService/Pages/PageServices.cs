namespace ResetService.Pages;

internal static class PageServices
{
    private const string FilesPath = "/page";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void AddPages(this WebApplicationBuilder builder) => builder.Services.AddResponseCompression(compression =>
    {
        compression.EnableForHttps = true;
        compression.MimeTypes = PageFiles.Types.Append("text/html");
    });

    public static void MapPages(this WebApplication app)
    {
        // Here alone: these answers hold no secret and nothing that a caller chose, so their length tells nothing (BREACH).
        app.UseWhen(context => IsOfThePage(context.Request.Path), page => page.UseResponseCompression());

        app.MapMethods("/", Methods, HostedPage.Handle).ExcludeFromDescription();
        app.MapMethods(FilesPath + "/{version}/{file}", Methods, PageFiles.Handle).ExcludeFromDescription();
    }

    private static bool IsOfThePage(PathString path) => path == "/" || path.StartsWithSegments(FilesPath, StringComparison.Ordinal);
}
