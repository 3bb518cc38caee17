using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace ResetService.Webhooks;

/// <summary>Delivers one message by Standard Webhooks 1.0.0. What the receiver answers in its body is nobody's business and is not read.</summary>
internal sealed class WebhookClient(IHttpClientFactory clients, TimeProvider clock)
{
    /// <param name="endpoint">Where to.</param>
    /// <param name="id">The same for every attempt: by it the receiver knows a message again.</param>
    /// <param name="body">JSON.</param>
    public async Task<WebhookOutcome> SendAsync(WebhookEndpoint endpoint, string id, string body)
    {
        var at = clock.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", at.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSecret.Sign(endpoint.Secrets, id, at, body));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue(nameof(ResetService), productVersion: null));

        try
        {
            using var http = clients.CreateClient(nameof(WebhookClient));
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            return Read(answer);
        }
        catch (HttpRequestException unreachable)
        {
            return new(WebhookResult.TryLater, ReasonOf(unreachable));
        }
        catch (OperationCanceledException)
        {
            return new(WebhookResult.SlowDown, "No answer in time.");
        }
    }

    // An exception's text can repeat what the receiver sent, and a terminal obeys some of it: only names of ours and of the platform are told.
    private static string ReasonOf(HttpRequestException unreachable) => unreachable.GetBaseException() switch
    {
        SocketException { SocketErrorCode: var error } => $"{error}.",
        AuthenticationException certificate => certificate.Message,
        IOException { Message: WebhookConnection.NotPublic } => WebhookConnection.NotPublic,
        _ => $"{unreachable.HttpRequestError}.",
    };

    private WebhookOutcome Read(HttpResponseMessage answer)
    {
        var result = answer.StatusCode switch
        {
            >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => WebhookResult.Delivered,
            HttpStatusCode.Gone => WebhookResult.Gone,
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => WebhookResult.SlowDown,
            _ => WebhookResult.TryLater,
        };

        return new(result, $"Status {(int)answer.StatusCode}.", Asked(answer.Headers.RetryAfter));
    }

    private TimeSpan? Asked(RetryConditionHeaderValue? retryAfter) => retryAfter?.Delta ?? retryAfter?.Date - clock.GetUtcNow();
}

internal enum WebhookResult
{
    Delivered,
    TryLater,

    /// <summary>The receiver can't keep up: what else waits for it should wait longer too.</summary>
    SlowDown,

    /// <summary>Nobody wants to hear anything there any more (410).</summary>
    Gone,
}

/// <param name="Result">What to do next.</param>
/// <param name="Reason">A status or the kind of failure, fit for a log.</param>
/// <param name="RetryAfter">How long the receiver asks to wait.</param>
internal readonly record struct WebhookOutcome(WebhookResult Result, string Reason, TimeSpan? RetryAfter = null);
