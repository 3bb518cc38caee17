using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ResetService.Idempotency;

/// <summary>The header in openapi.yaml, on the operations that take it.</summary>
internal sealed class IdempotencyKeyParameter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (!context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<Idempotent>().Any()) return;

        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = IdempotencyKey.Header,
            In = ParameterLocation.Header,
            Description = $"""
                A random UUID that names this call, so that it can be sent again when its answer got lost: for {CallStore.AnswersLive.TotalMinutes} minutes the same key,
                secret and body get the first 2xx again, and nothing happens twice. Only a 2xx is kept; after any other answer the key is free.
                Up to 255 characters, bare or as a quoted string (RFC 8941); "abc" and abc are the same key.
                """.ReplaceLineEndings(" "),
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = $"^{IdempotencyKey.Pattern}$", MaxLength = IdempotencyKey.MaxHeader },
            Example = "8e03978e-40d5-43e8-bc93-6894a57f9324",
        });
    }
}
