using Microsoft.Extensions.Options;

namespace ResetService.Hosting;

internal static class Hosting
{
    // More than the 45 s that a mail in hand may take (Mail) before the process is stopped.
    private static readonly TimeSpan GracefulStop = TimeSpan.FromSeconds(50);

    public static void AddHosting(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = GracefulStop;
            host.ServicesStopConcurrently = true;
        });

        builder.SilenceRequestLogs();
        builder.AddSettings<ServiceOptions>("");
        builder.AddConnectionLimits();
        builder.AddProxies();
        builder.AddHostFilter();
        builder.AddJsonLines();
        builder.AddTelemetry();
        builder.AddManagement();
        builder.AddKeys();
        builder.AddRedis();

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<WakeUp>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddStrictJson();
        builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        builder.Services.AddExceptionHandler<Faults>();
        builder.Services.AddCors();
        builder.AddOpenApi();
    }

    public static void UseHosting(this WebApplication app)
    {
        app.KeepUnreadableSettings();
        app.UseForwardedHeaders();
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(pages => new Refusal(Problems.Of(pages.HttpContext.Response.StatusCode)).ExecuteAsync(pages.HttpContext));
        app.UseMiddleware<HostFilter>();
        app.UseMiddleware<HttpsOnly>();
        app.UseRouting();
        app.UseMiddleware<Audit>();
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal), v1 => v1.UseCors());
        app.UseBearer();
        app.UseJsonOnly();

        app.MapHealth();
        if (app.IsWorkerOnly()) return;

        app.MapProblemPages();
        app.UseOpenApi();
    }

    public static bool IsWorkerOnly(this WebApplication app) => app.Services.GetRequiredService<IOptions<ServiceOptions>>().Value.Role is Role.Worker;

    private static void AddKeys(this WebApplicationBuilder builder)
    {
        builder.AddSettings<KeyOptions>("Keys");
        builder.Services.AddSingleton<Keys>();
        if (!builder.Environment.IsDevelopment()) return;

        // Development needs no set-up: keys that live as long as the process.
        builder.Services.PostConfigure<KeyOptions>(keys =>
        {
            keys.Current ??= KeyOptions.Draw();
            keys.Address ??= KeyOptions.Draw();
        });
    }

    private static void AddRedis(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Redis>();
        builder.Services.AddReadiness<RedisHealth>("redis");
        builder.RequireRedis();
    }
}
