using Microsoft.OpenApi;
using ResetService.Hosting;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ResetService.Limits;

/// <summary>For openapi.yaml: a limited route's answers tell the limit.</summary>
internal sealed class LimitHeaders : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (!context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<LimitPolicy>().Any()) return;

        foreach (var answer in operation.AnswersOf('2', '4', '5')) answer.Add(context.Document, ApiHeaders.RateLimit, ApiHeaders.RateLimitPolicy);
    }
}
