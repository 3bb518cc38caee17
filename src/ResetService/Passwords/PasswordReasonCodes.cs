using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ResetService.Passwords;

/// <summary>For openapi.yaml: the codes of reasons are an enumeration.</summary>
internal sealed class PasswordReasonCodes : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (context.MemberInfo is { Name: nameof(PasswordReason.Code) } member && member.DeclaringType == typeof(PasswordReason))
            ((OpenApiSchema)schema).Enum = [.. PasswordReasons.Codes.Select(code => JsonValue.Create(code))];
    }
}
