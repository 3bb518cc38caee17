using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ResetService.Hosting;

/// <summary>An example for every body and every success, put together from those of their members.</summary>
internal sealed class Examples : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var operations = swaggerDoc.Paths.Values.SelectMany(path => path.Operations!.Values);
        var bodies = operations.SelectMany(operation => operation.Successes().Select(success => success.Content).Append(operation.RequestBody?.Content));

        foreach (var media in bodies.SelectMany(body => body?.Values ?? [])) media.Example ??= Of(media.Schema!, swaggerDoc);
    }

#pragma warning disable CS0618 // OpenAPI 3.0 has one example for a schema, 3.1 a list
    private static JsonNode? Of(IOpenApiSchema schema, OpenApiDocument document) => schema switch
    {
        OpenApiSchemaReference { Reference.Id: { } name } => Of(document.Components!.Schemas![name], document),
        { Example: { } example } => example.DeepClone(),
        { Enum: [var first, ..] } => first.DeepClone(),
        { Type: JsonSchemaType.Array } => new JsonArray(Of(schema.Items!, document)),
        { Type: JsonSchemaType.Object } => new JsonObject((schema.Properties ?? new Dictionary<string, IOpenApiSchema>()).Select(member => KeyValuePair.Create(member.Key, Of(member.Value, document)))),
        _ => null,
    };
#pragma warning restore CS0618
}
