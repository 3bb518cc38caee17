using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using ResetService.Languages;
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
            var answer = new OpenApiResponse
            {
                Description = string.Join(" ", status.Select(problem => problem.Title(Language.English))),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/problem+json"] = new()
                    {
                        Schema = new OpenApiSchemaReference(ProblemSchema.Name, context.Document),
                        Examples = status.ToDictionary(
                            problem => problem.Code, IOpenApiExample (problem) => new OpenApiExample { Value = ProblemSchema.Example(problem) }, StringComparer.Ordinal),
                    },
                },
            };
            answer.Add(context.Document, [.. HeadersOf(status), ApiHeaders.ContentLanguage]);
            operation.Responses![$"{status.Key}"] = answer;
        }

        var sorted = operation.Responses!.OrderBy(response => response.Key, StringComparer.Ordinal).ToList();
        operation.Responses!.Clear();
        foreach (var (status, answer) in sorted) operation.Responses.Add(status, answer);
    }

    private static string[] HeadersOf(IGrouping<int, Problem> problems) => problems.Key switch
    {
        401 => [ApiHeaders.WwwAuthenticate],
        429 or 503 => [ApiHeaders.RetryAfter],
        409 when problems.Contains(Problems.RequestInProgress) => [ApiHeaders.RetryAfter],
        _ => [],
    };
}

/// <summary>The shape all problems share (RFC 9457); which of the optional members stand there depends on the code.</summary>
internal sealed class ProblemSchema : IDocumentFilter
{
    public const string Name = "Problem";

    private static readonly (string Member, Problem Of, JsonNode? Example)[] Extras =
    [
        ("errors", Problems.InvalidRequest, new JsonObject { ["email"] = new JsonArray("This is not an e-mail address.") }),
        ("reason", Problems.HumanCheckFailed, "expired"),
        ("attemptsLeft", Problems.WrongCode, 4),
        ("violatedPolicies", Problems.TooManyRequests, new JsonArray("tickets-client")),
        ("reasons", Problems.PasswordRejected, new JsonArray(new JsonObject { ["code"] = "too-short", ["message"] = "Use at least 8 characters." })),
    ];

    public static JsonObject Example(Problem problem)
    {
        var example = new JsonObject
        {
            ["type"] = $"https://reset.example.com/problems/{problem.Code}",
            ["title"] = problem.Title(Language.English),
            ["status"] = problem.Status,
            ["code"] = problem.Code,
        };
        foreach (var extra in Extras.Where(extra => extra.Of == problem)) example[extra.Member] = extra.Example?.DeepClone();

        return example;
    }

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var problem = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "A refusal (RFC 9457). Which of the optional members stand there depends on the code.",
            Required = new HashSet<string>(StringComparer.Ordinal) { "type", "title", "status", "code" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri", Description = "A page that explains the problem." },
                ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "In the language of Accept-Language; constant for the type in each." },
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The HTTP status.", Minimum = "400", Maximum = "599" },
                ["code"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Description = string.Join("\n", Problems.All.Select(problem => $"- `{problem.Code}` ({problem.Status}): {problem.Explanation(Language.English)}").Prepend("Stable name for programs.")),
                    Enum = [.. Problems.All.Select(problem => JsonValue.Create(problem.Code))],
                },
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "invalid-request: what is wrong, by field.",
                    MaxProperties = Bounds.LongestList,
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
        foreach (var member in problem.Properties.Values.OfType<OpenApiSchema>())
        {
            Bounds.BoundAnswer(member);
            if (member.AdditionalProperties is OpenApiSchema value) Bounds.BoundAnswer(value);
        }

        swaggerDoc.Components!.Schemas![Name] = problem;
    }
}
