using Microsoft.OpenApi;
using ResetService.Hosting;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ResetService.Partners;

/// <summary>In openapi.yaml: each way to call an operation works with a key as well, and then names the end user's address.</summary>
internal sealed class ApiKeyParameters : IOperationFilter
{
    public const string Scheme = "apiKey";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (!context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<TakesApiKey>().Any()) return;

        var secret = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<Bearer>().LastOrDefault();
        operation.Security = [Requirement(secret?.Scheme), Requirement(secret?.Scheme, Scheme)];

        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = ApiKeys.ClientHeader,
            In = ParameterLocation.Header,
            Description = "The IPv4 or IPv6 address of the end user, whom limits then count. Required with an API key, ignored without one.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[0-9A-Fa-f.:]+$", MaxLength = 45 }, // an IPv6 address that carries an IPv4 one in full
            Example = "203.0.113.7",
        });

        OpenApiSecurityRequirement Requirement(params IEnumerable<string?> schemes)
        {
            var requirement = new OpenApiSecurityRequirement();
            foreach (var scheme in schemes.OfType<string>()) requirement[new OpenApiSecuritySchemeReference(scheme, context.Document)] = [];
            return requirement;
        }
    }
}
