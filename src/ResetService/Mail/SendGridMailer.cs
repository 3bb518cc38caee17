using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.Timeout;
using SendGrid;

namespace ResetService.Mail;

/// <summary>Sends by SendGrid's v3 API.</summary>
internal sealed partial class SendGridMailer(
    IHttpClientFactory http, IOptions<SendGridOptions> options, TimeProvider clock, ILogger<SendGridMailer> logger) : IMailer
{
    public async Task<MailOutcome> SendAsync(MailMessage message, CancellationToken cancellation)
    {
        var outcome = await TrySendAsync(message, cancellation);

        if (outcome.Result == MailResult.Sent) LogSent(message.Reference);
        else if (outcome.Result == MailResult.Refused) LogRefused(message.Reference, outcome.Reason);
        else LogNotSent(message.Reference, outcome.Reason);

        return outcome;
    }

    private async Task<MailOutcome> TrySendAsync(MailMessage message, CancellationToken cancellation)
    {
        try
        {
            using var connection = http.CreateClient(SendGridHttp.Client);
            var account = new SendGridClientOptions { ApiKey = message.From.ApiKey ?? options.Value.ApiKey, Host = options.Value.BaseUrl.AbsoluteUri };
            var mail = SendGridMail.Write(message, options.Value.Sandbox);

            return Judge(await new SendGridClient(connection, account).SendEmailAsync(mail, cancellation));
        }
        catch (HttpRequestException unreachable)
        {
            return new(MailResult.TryLater, Reason: unreachable.HttpRequestError.ToString());
        }
        catch (BrokenCircuitException resting)
        {
            return new(MailResult.TryLater, resting.RetryAfter, "CircuitOpen");
        }
        catch (Exception slow) when (slow is TimeoutRejectedException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return new(MailResult.TryLater, Reason: "Timeout");
        }
    }

    // The body stays unread: its error messages can repeat the address.
    private MailOutcome Judge(Response response)
    {
        if (response.IsSuccessStatusCode) return new(MailResult.Sent);

        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);

        return response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge
            ? new(MailResult.Refused, Reason: status)
            : new(MailResult.TryLater, SendGridWait.Asked(response.StatusCode, response.Headers, clock), status);
    }

    [LoggerMessage(LogLevel.Information, "Mail {Reference} taken by SendGrid")]
    private partial void LogSent(string reference);

    [LoggerMessage(LogLevel.Error, "Mail {Reference} refused by SendGrid with {Status} and given up: look at its sender, subject and texts")]
    private partial void LogRefused(string reference, string? status);

    [LoggerMessage(LogLevel.Warning, "Mail {Reference} not sent: {Status}. It can be tried later; after 401 or 403 check the API key first: SendGrid:ApiKey, or the storefront's own")]
    private partial void LogNotSent(string reference, string? status);
}
