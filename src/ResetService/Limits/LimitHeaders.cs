using Microsoft.OpenApi;
using ResetService.Hosting;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ResetService.Limits;

/// <summary>For openapi.yaml: a limited route's success tells the limit too.</summary>
internal sealed class LimitHeaders : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (!context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<LimitPolicy>().Any()) return;

        foreach (var success in operation.Responses!.Where(response => response.Key.StartsWith('2')).Select(response => response.Value).OfType<OpenApiResponse>())
        {
            success.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
            foreach (var (name, header) in Quota.ApiHeaders) success.Headers[name] = header;
        }
    }
}
