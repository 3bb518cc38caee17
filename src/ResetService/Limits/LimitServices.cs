using ResetService.Hosting;

namespace ResetService.Limits;

internal static class LimitServices
{
    public static void AddLimits(this WebApplicationBuilder builder)
    {
        builder.AddSettings<LimitOptions>("Limits");
        builder.Services.AddSingleton<Limiter>();
        builder.Services.AddSingleton<TicketLimits>();
        builder.Services.AddSingleton<WrongCodes>();
        builder.Services.AddSingleton<Attack>();
        builder.Services.AddSingleton<MailVolume>();
        builder.Services.ConfigureSwaggerGen(swagger => swagger.OperationFilter<LimitHeaders>());
    }

    public static RouteHandlerBuilder Limited(this RouteHandlerBuilder endpoint, LimitPolicy policy) =>
        endpoint.WithMetadata(policy).Refuses(Problems.TooManyRequests);

    /// <summary>Counts a call before its body is read. Every answer from here on says how far its limit is, to whoever asks for whichever address.</summary>
    public static void UseLimits(this WebApplication app)
    {
        // Its gauge stands from the start, but after the settings are checked.
        app.Lifetime.ApplicationStarted.Register(() => app.Services.GetRequiredService<Attack>());

        app.Use(async (context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<LimitPolicy>() is { } policy)
            {
                var limiter = context.RequestServices.GetRequiredService<Limiter>();
                var charge = await limiter.ChargeAsync(policy.ChargesOf(context));
                if (charge.Refusal is { } refusal)
                {
                    await refusal.ExecuteAsync(context);
                    return;
                }

                // As late as that: where something is thrown, the headers so far are dropped for the answer to it.
                context.Response.OnStarting(() =>
                {
                    if (!context.Response.Headers.ContainsKey(ApiHeaders.RateLimit)) charge.Quota.WriteTo(context.Response.Headers);
                    return Task.CompletedTask;
                });
            }

            await next(context);
        });
    }
}
