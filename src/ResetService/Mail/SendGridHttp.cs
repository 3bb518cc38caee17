using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;

namespace ResetService.Mail;

/// <summary>The way to SendGrid: retries, outside a circuit breaker, outside the time-out of one try.</summary>
internal static class SendGridHttp
{
    public const string Client = "SendGrid";

    private static readonly HttpRequestOptionsKey<long> Started = new("SendGrid.Started");

    // The network takes its time whatever the service's clock says: a clock that a test holds still must not hold a mail.
    private static readonly TimeProvider RealTime = TimeProvider.System;

    public static void AddSendGridHttp(this IServiceCollection services) =>
        services.AddHttpClient(Client, LimitAnswer)
            .RemoveAllLoggers() // the mailer's own line says enough, and no setting can make these print headers
            .UseSocketsHttpHandler((handler, _) =>
            {
                handler.AllowAutoRedirect = false; // a code goes where the settings say, nowhere else
                handler.UseCookies = false;
            })
            .AddHttpMessageHandler(() => new StartStamp())
            .AddResilienceHandler("send", Persist);

    private static void LimitAnswer(IServiceProvider services, HttpClient http)
    {
        // Here and not in the pipeline, which is done once the headers have arrived: a body can trickle.
        http.Timeout = services.GetRequiredService<IOptions<SendGridOptions>>().Value.TotalTimeout;
        http.MaxResponseContentBufferSize = 64 * 1024;
    }

    private static void Persist(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, ResilienceHandlerContext context)
    {
        var options = context.ServiceProvider.GetRequiredService<IOptions<SendGridOptions>>().Value;
        var clock = context.ServiceProvider.GetRequiredService<TimeProvider>();

        pipeline.TimeProvider = RealTime;
        pipeline
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = 3,
                Delay = options.RetryDelay,
                ShouldHandle = failed => ValueTask.FromResult(
                    HttpClientResiliencePredicates.IsTransient(failed.Outcome)
                    && !(AskedWait(failed.Outcome) > TimeLeft(failed.Context))),
                DelayGenerator = failed => ValueTask.FromResult(AskedWait(failed.Outcome)),
            })
            .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = 20,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(15),
            })
            .AddTimeout(options.AttemptTimeout);

        TimeSpan? AskedWait(Outcome<HttpResponseMessage> outcome) =>
            outcome.Result is { } response ? SendGridWait.Asked(response.StatusCode, response.Headers, clock) : null;

        TimeSpan TimeLeft(ResilienceContext attempt) =>
            attempt.GetRequestMessage() is { } request && request.Options.TryGetValue(Started, out var started)
                ? options.TotalTimeout - RealTime.GetElapsedTime(started)
                : TimeSpan.Zero;
    }

    /// <summary>Notes when a mail set out, so that no wait is begun that its time can't cover.</summary>
    private sealed class StartStamp : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Options.Set(Started, RealTime.GetTimestamp());
            return base.SendAsync(request, cancellationToken);
        }
    }
}
