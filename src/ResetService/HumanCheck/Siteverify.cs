using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using ResetService.Hosting;

namespace ResetService.HumanCheck;

/// <summary>Asks Turnstile, hCaptcha or reCAPTCHA, which share one protocol, about a proof. Closed while the verifier is down.</summary>
internal sealed partial class Siteverify(HttpClient http, IOptions<HumanCheckOptions> options, ILogger<Siteverify> logger) : IHumanCheck
{
    private SiteverifyOptions Expected => options.Value.Siteverify;

    public static void Configure(IServiceProvider services, HttpClient http)
    {
        http.Timeout = services.GetRequiredService<IOptions<HumanCheckOptions>>().Value.Siteverify.Timeout;
        http.MaxResponseContentBufferSize = 64 * 1024;
    }

    public async Task<Refusal?> CheckAsync(string? proof, Func<Task<int>> level, IPAddress? clientAddress, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(proof)) return HumanCheckRefusal.Missing;
        if (await AskAsync(proof, clientAddress, cancellation) is not { } verdict) return Problems.ServiceUnavailable;
        if (verdict.Success) return IsOurs(verdict) ? null : HumanCheckRefusal.Invalid;

        var errors = verdict.Errors ?? [];
        if (errors.FirstOrDefault(IsNotTheCallers) is { } error)
        {
            LogDown(error);
            return Problems.ServiceUnavailable;
        }

        if (errors.Contains("already-seen-response")) return HumanCheckRefusal.Replayed;

        // The second is what Turnstile and reCAPTCHA say: either way a fresh proof helps.
        return errors.Any(code => code is "expired-input-response" or "timeout-or-duplicate") ? HumanCheckRefusal.Expired : HumanCheckRefusal.Invalid;
    }

    private async Task<Verdict?> AskAsync(string proof, IPAddress? clientAddress, CancellationToken cancellation)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["secret"] = Expected.Secret!, ["response"] = proof };
        if (clientAddress is not null) fields["remoteip"] = $"{(clientAddress.IsIPv4MappedToIPv6 ? clientAddress.MapToIPv4() : clientAddress)}";
        using var question = new FormUrlEncodedContent(fields);

        try
        {
            using var answer = await http.PostAsync(Expected.Url, question, cancellation);
            if (answer.StatusCode is not HttpStatusCode.BadRequest) answer.EnsureSuccessStatusCode(); // some refuse a proof by a 400 with a verdict

            return JsonSerializer.Deserialize<Verdict>(await answer.Content.ReadAsByteArrayAsync(cancellation), JsonSerializerOptions.Web)
                ?? throw new JsonException("null");
        }
        catch (Exception failed) when (failed is HttpRequestException or JsonException || (failed is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            LogDown(failed.Message);
            return null;
        }
    }

    private bool IsOurs(Verdict verdict) =>
        (Expected.Hostnames.Count == 0 || Expected.Hostnames.Contains(verdict.Hostname, StringComparer.OrdinalIgnoreCase))
        && (Expected.Action is null || Expected.Action == verdict.Action)
        && (Expected.MinScore is null || Expected.MinScore <= verdict.Score);

    // A wrong secret of ours, or a fault of the verifier's.
    private static bool IsNotTheCallers(string error) => error is "missing-input-secret" or "invalid-input-secret" or "internal-error";

    [LoggerMessage(LogLevel.Error, "The human check's verifier gave no verdict ({Why}); callers get 503. Look at HumanCheck:Siteverify and at the verifier's own status")]
    private partial void LogDown(string why);

    private sealed record Verdict
    {
        [JsonRequired]
        public bool Success { get; init; }

        public string? Hostname { get; init; }

        public string? Action { get; init; }

        public double? Score { get; init; }

        [JsonPropertyName("error-codes")]
        public IReadOnlyList<string>? Errors { get; init; }
    }
}
