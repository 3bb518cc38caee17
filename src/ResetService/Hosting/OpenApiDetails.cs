using FluentValidation;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ResetService.Hosting;

/// <summary>What the code says of an operation beside its types: the secret it asks for, its path's id, where what it made stands.</summary>
internal sealed class OperationDetails : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var bearer = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<Bearer>().LastOrDefault();
        operation.Security = bearer is null ? [] : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(bearer.Scheme, context.Document)] = [] }];

        foreach (var id in operation.Parameters?.OfType<OpenApiParameter>().Where(parameter => parameter.Name == "id") ?? [])
        {
            id.Description = bearer == Bearer.LinkToken ? "The link's id." : "The ticket's id.";
            id.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[A-Za-z0-9_-]{32}$" };
            id.Example = "Nf3kZ0aQ2bH4v7yT1mXw9RcUeGjLpSdA";
        }

        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<Located>().SingleOrDefault() is not { } located) return;

        ((OpenApiResponse)operation.Responses![$"{located.Status}"]).Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
        {
            ["Location"] = new OpenApiHeader { Description = "Where the resource is.", Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri-reference" } },
        };
    }
}

/// <summary>Marks an endpoint whose success says in Location where its resource is.</summary>
internal sealed record Located(int Status);

/// <summary>A record's member that has a default can be left out. Answers may grow by members, bodies may not.</summary>
internal sealed class OptionalMembers : ISchemaFilter
{
    private static readonly HashSet<Type?> Bodies =
    [
        .. typeof(OptionalMembers).Assembly.GetTypes()
            .Where(type => type.BaseType is { IsGenericType: true } && type.BaseType.GetGenericTypeDefinition() == typeof(AbstractValidator<>))
            .Select(type => type.BaseType!.GenericTypeArguments[0]),
    ];

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is OpenApiSchema { Type: JsonSchemaType.Object } answer && !Bodies.Contains(context.Type)) answer.AdditionalPropertiesAllowed = true;

        var optional = context.Type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Where(parameter => parameter.HasDefaultValue);
        foreach (var member in optional) schema.Required?.Remove(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(member.Name!));
    }
}
