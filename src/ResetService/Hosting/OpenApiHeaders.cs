using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ResetService.Hosting;

/// <summary>The headers of answers, each described once and named where it can stand.</summary>
internal sealed class ApiHeaders : IDocumentFilter
{
    public const string AllowOrigin = "Access-Control-Allow-Origin";
    public const string ContentLanguage = "Content-Language";
    public const string IdempotencyKey = "Idempotency-Key";
    public const string Location = "Location";
    public const string RateLimit = "RateLimit";
    public const string RateLimitPolicy = "RateLimit-Policy";
    public const string RetryAfter = "Retry-After";
    public const string WwwAuthenticate = "WWW-Authenticate";

    // No limit's window is longer than a day.
    private const string LongestWait = "86400";

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context) => swaggerDoc.Components!.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
    {
        [AllowOrigin] = Text("The page's origin, where it is a storefront's.", "https://shop.example.com"),
        [ContentLanguage] = Text("The language of what is said to people, as a BCP 47 tag.", "en"),
        [Location] = Text("Where the resource is.", "/v1/reset-tickets/Nf3kZ0aQ2bH4v7yT1mXw9RcUeGjLpSdA", "uri-reference"),
        [RateLimit] = Text(
            "Calls left (r) of the limit that is closest to its end, and the seconds until it is whole again, or with none left, until one is free or the ticket ends (t). "
            + "Absent where a call is refused before it is counted.", "\"tickets-client\";r=59;t=5"),
        [RateLimitPolicy] = Text("That limit's quota (q) and its window in seconds (w).", "\"tickets-client\";q=60;w=300"),
        [RetryAfter] = new OpenApiHeader
        {
            Description = "Seconds until a call can succeed again, or where a ticket has no such call left, until it ends.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "1", Maximum = LongestWait },
            Example = 5,
        },
        [WwwAuthenticate] = Text("The scheme to use.", "Bearer"),
    };

    private static OpenApiHeader Text(string description, string example, string? format = null) => new()
    {
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = format, MaxLength = Bounds.LongestText },
        Example = example,
    };
}

internal static class ApiAnswers
{
    public static IEnumerable<OpenApiResponse> Successes(this OpenApiOperation operation) => operation.AnswersOf('2');

    public static IEnumerable<OpenApiResponse> AnswersOf(this OpenApiOperation operation, params IEnumerable<char> classes) =>
        operation.Responses!.Where(response => classes.Contains(response.Key[0])).Select(response => response.Value).OfType<OpenApiResponse>();

    public static void Add(this OpenApiResponse answer, OpenApiDocument document, params IEnumerable<string> headers)
    {
        answer.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        foreach (var name in headers) answer.Headers[name] = new OpenApiHeaderReference(name, document);
    }
}
