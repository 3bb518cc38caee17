using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using ResetService.Hosting;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ResetService.Mail;

/// <summary>Says that an endpoint takes batches of events that SendGrid has signed.</summary>
internal sealed record SignedEvents
{
    /// <summary>SendGrid's batches have up to 768 KB.</summary>
    public const int MaxBodyBytes = 1024 * 1024;
}

internal static class SignedEventsMetadata
{
    public static RouteHandlerBuilder SignedBySendGrid(this RouteHandlerBuilder endpoint) => endpoint
        .Accepts<object[]>("application/json")
        .WithMetadata(new SignedEvents(), new RequestSizeLimitAttribute(SignedEvents.MaxBodyBytes))
        .Refuses(Problems.InvalidRequest, Problems.InvalidSignature, Problems.NotFound, Problems.RequestTooLarge, Problems.UnsupportedMediaType);
}

/// <summary>In openapi.yaml: a batch as SendGrid documents it, and the headers that sign it.</summary>
internal sealed class SignedEventsContract : IOperationFilter
{
    public const string Scheme = "sendGridSignature";

    // SendGrid's smallest event has 200 bytes.
    private const int LongestBatch = SignedEvents.MaxBodyBytes / 200;

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (!context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<SignedEvents>().Any()) return;

        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
        operation.Parameters =
        [
            new OpenApiParameter
            {
                Name = EventSignature.TimestampHeader,
                In = ParameterLocation.Header,
                Required = true,
                Description = "When the batch was signed, in Unix seconds.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[0-9]{1,10}$", MaxLength = 10 },
                Example = "1893499200",
            },
        ];
        operation.RequestBody = new OpenApiRequestBody
        {
            Description = "Events as SendGrid's event webhook has them.",
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new()
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Array, MaxItems = LongestBatch, Items = new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = true } },
                    Example = new JsonArray(new JsonObject
                    {
                        ["email"] = "ada@example.com",
                        ["event"] = SendGridEvent.Bounce,
                        ["reason"] = "550 5.1.1 The address does not exist.",
                        ["reference"] = "KHQXTM",
                        ["sg_event_id"] = "Ym91bmNlLTAtMTIzNDU2Nzg",
                        ["sg_message_id"] = "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
                        ["timestamp"] = 1893499190,
                    }),
                },
            },
        };
    }
}
