using ResetService.Hosting;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ResetService.Idempotency;

/// <summary>Says that an endpoint takes an Idempotency-Key.</summary>
internal sealed record Idempotent;

internal static class IdempotencyServices
{
    public static void AddIdempotency(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CallStore>();
        builder.Services.Configure<SwaggerGenOptions>(swagger => swagger.OperationFilter<IdempotencyKeyParameter>());
    }

    public static void UseIdempotency(this WebApplication app) => app.UseMiddleware<IdempotentCalls>();

    public static RouteHandlerBuilder Idempotent(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new Idempotent())
        .Refuses(Problems.InvalidRequest, Problems.RequestInProgress, Problems.RequestTooLarge, Problems.IdempotencyKeyReused);
}
