namespace ResetService.Hosting;

/// <summary>Outside Development plain HTTP is refused, not redirected: a redirect would let clients send their secrets in the clear first.</summary>
internal sealed class HttpsOnly(RequestDelegate next, IHostEnvironment environment)
{
    public Task InvokeAsync(HttpContext context) => context.Request.IsHttps || environment.IsDevelopment() || Health.IsProbe(context.Request)
        ? next(context)
        : new Refusal(Problems.Forbidden).ExecuteAsync(context);
}
