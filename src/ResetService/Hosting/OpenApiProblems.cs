using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ResetService.Hosting;

/// <summary>Every refusal of an endpoint, by status, with an example for each code.</summary>
internal sealed class ProblemResponses : IOperationFilter
{
    // Whatever an operation does, it may be called under another host or over plain HTTP, Redis or Postgres may be away, and a fault may be ours.
    private static readonly Problem[] Always = [Problems.InvalidRequest, Problems.Forbidden, Problems.InternalError, Problems.ServiceUnavailable];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var problems = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<Refuses>().SelectMany(refuses => refuses.Problems);

        foreach (var status in problems.Concat(Always).Distinct().GroupBy(problem => problem.Status))
        {
            var media = new OpenApiMediaType
            {
                Schema = new OpenApiSchemaReference(ProblemSchema.Name, context.Document),
                Examples = status.ToDictionary(problem => problem.Code, IOpenApiExample (problem) => new OpenApiExample { Value = Example(problem) }, StringComparer.Ordinal),
            };
            operation.Responses![$"{status.Key}"] = new OpenApiResponse
            {
                Description = string.Join(" ", status.Select(problem => problem.Title)),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/problem+json"] = media },
                Headers = Headers(status),
            };
        }
    }

    private static JsonObject Example(Problem problem) => new()
    {
        ["type"] = $"https://reset.example.com/problems/{problem.Code}",
        ["title"] = problem.Title,
        ["status"] = problem.Status,
        ["code"] = problem.Code,
    };

    private static Dictionary<string, IOpenApiHeader>? Headers(IGrouping<int, Problem> problems) => problems.Key switch
    {
        401 => new(StringComparer.Ordinal) { ["WWW-Authenticate"] = Header("The scheme to use.", JsonSchemaType.String) },
        429 => new(StringComparer.Ordinal)
        {
            ["Retry-After"] = Header("Seconds until a call can succeed again.", JsonSchemaType.Integer),
            ["RateLimit"] = Quota.ApiHeaders["RateLimit"],
            ["RateLimit-Policy"] = Quota.ApiHeaders["RateLimit-Policy"],
        },
        503 => RetryAfter(),
        409 when problems.Contains(Problems.RequestInProgress) => RetryAfter(),
        _ => null,
    };

    private static Dictionary<string, IOpenApiHeader> RetryAfter() =>
        new(StringComparer.Ordinal) { ["Retry-After"] = Header("Seconds until a call can succeed again.", JsonSchemaType.Integer) };

    private static OpenApiHeader Header(string description, JsonSchemaType type) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = type } };
}

/// <summary>The shape all problems share (RFC 9457); which of the optional members stand there depends on the code.</summary>
internal sealed class ProblemSchema : IDocumentFilter
{
    public const string Name = "Problem";

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        swaggerDoc.Components ??= new OpenApiComponents();
        swaggerDoc.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        swaggerDoc.Components.Schemas[Name] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string>(StringComparer.Ordinal) { "type", "title", "status", "code" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri", Description = "A page that explains the problem." },
                ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Constant for the type." },
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The HTTP status." },
                ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Stable name for programs.", Enum = [.. Problems.All.Select(problem => JsonValue.Create(problem.Code))] },
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "invalid-request: what is wrong, by field.",
                    AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
                },
                ["reason"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Description = "human-check-failed: what is wrong with the proof. For too-easy the challenge member has a harder one to solve instead.",
                    Enum = ["missing", "invalid", "expired", "replayed", "too-easy"],
                },
                ["challenge"] = new OpenApiSchemaReference("Challenge", swaggerDoc),
                ["attemptsLeft"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "wrong-code: tries the ticket has left." },
                ["violatedPolicies"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Description = "too-many-requests: the limit that was reached, by its name in RateLimit-Policy.",
                    Items = new OpenApiSchema { Type = JsonSchemaType.String },
                },
                ["reasons"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Description = "password-rejected: why, as in checkPassword.",
                    Items = new OpenApiSchemaReference("PasswordReason", swaggerDoc),
                },
            },
        };
    }
}
