using Microsoft.Net.Http.Headers;
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
            id.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = Keys.TaggedIdPattern, MinLength = Keys.TaggedIdLength, MaxLength = Keys.TaggedIdLength };
            id.Example = "Nf3kZ0aQ2bH4v7yT1mXw9RcUeGjLpSdA";
        }

        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = HeaderNames.AcceptLanguage,
            In = ParameterLocation.Header,
            Description = "The languages of what is said to people, such as a problem's title: as browsers send them (RFC 9110, 12.5.4).",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = ConnectionLimits.MaxHeadersBytes },
            Example = "sk, en;q=0.8",
        });

        // A body means what its record means.
        if (operation.RequestBody is OpenApiRequestBody body) body.Description = Meaning(body.Content, context) ?? body.Description;
        foreach (var success in operation.Successes()) success.Description = Meaning(success.Content, context) ?? success.Description;

        foreach (var answer in operation.Responses!.Values.OfType<OpenApiResponse>()) answer.Add(context.Document, ApiHeaders.AllowOrigin);
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<Located>().SingleOrDefault() is { } located)
            ((OpenApiResponse)operation.Responses![$"{located.Status}"]).Add(context.Document, ApiHeaders.Location);
    }

    private static string? Meaning(IDictionary<string, OpenApiMediaType>? content, OperationFilterContext context) =>
        content?.Values.FirstOrDefault()?.Schema is OpenApiSchemaReference { Reference.Id: { } record } ? context.SchemaRepository.Schemas[record].Description : null;
}

/// <summary>Marks an endpoint whose success says in Location where its resource is.</summary>
internal sealed record Located(int Status);

/// <summary>What the groups of operations are.</summary>
internal sealed class TagMeanings : IDocumentFilter
{
    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["Human check"] = "Shows that a person is there, before a ticket is opened.",
        ["Reset tickets"] = "A reset in progress, from the forgotten password to the new one.",
        ["Storefronts"] = "The shops, each with its brand.",
        ["SendGrid"] = "What SendGrid, which carries the mails, tells of them. No client of ours calls it.",
    };

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        foreach (var tag in swaggerDoc.Tags ?? new HashSet<OpenApiTag>()) tag.Description = Meanings.GetValueOrDefault(tag.Name!);
    }
}
