using System.Diagnostics.CodeAnalysis;
using ResetService.Hosting;

namespace ResetService.Idempotency;

/// <summary>Runs a call that carries an Idempotency-Key once, and gives its first 2xx to whoever sends it again.</summary>
internal sealed partial class IdempotentCalls(RequestDelegate next, CallStore calls, ILogger<IdempotentCalls> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata is not { } endpoint
            || endpoint.GetMetadata<Idempotent>() is null
            || !http.Request.Headers.TryGetValue(IdempotencyKey.Header, out var header))
        {
            await next(http);
            return;
        }

        if (!IdempotencyKey.TryParse(header, out var key))
        {
            await Refusal.Invalid(IdempotencyKey.Header, "not-a-key").ExecuteAsync(http);
            return;
        }

        var request = http.Request;
        var (claim, answer, refusal) = await calls.ClaimAsync(new(
            Caller.Of(http).Partner, endpoint.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName, request.Path.Value!, request.Headers.Authorization.ToString(), key,
            await BufferAsync(request)));

        http.AuditNotes().IsRepeat = answer is not null;
        if (refusal is not null) await refusal.ExecuteAsync(http);
        else if (answer is not null) await answer.WriteAsync(http.Response);
        else await RunAsync(http, claim!);
    }

    private static async Task<byte[]> BufferAsync(HttpRequest request)
    {
        var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        body.Position = 0;
        request.Body = body;
        return body.ToArray();
    }

    private async Task RunAsync(HttpContext http, Claim claim)
    {
        var (wire, aborted) = (http.Response.Body, http.RequestAborted);
        using var body = new MemoryStream();
        FirstAnswer? first = null;
        try
        {
            http.Response.Body = body;
            http.RequestAborted = CancellationToken.None; // a caller who hangs up may come back for the answer

            await next(http);

            if (http.Response.StatusCode is >= 200 and < 300) first = FirstAnswer.Of(http.Response, body.ToArray());
        }
        finally
        {
            (http.Response.Body, http.RequestAborted) = (wire, aborted);
            await SettleAsync(claim, first); // before anything is sent: whoever has the answer can have it again
        }

        body.Position = 0;
        await body.CopyToAsync(wire, aborted);
    }

    // What the call did has happened, whatever Redis does: its caller gets the answer, and the claim runs out by itself.
    [SuppressMessage("Design", "CA1031", Justification = "Nothing may replace an answer that stands.")]
    private async Task SettleAsync(Claim claim, FirstAnswer? first)
    {
        try
        {
            var settled = first is null ? await calls.ForgetAsync(claim) : await calls.KeepAsync(claim, first);
            if (!settled) LogOvertaken();
        }
        catch (Exception fault)
        {
            LogUnsettled(fault);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A call with an Idempotency-Key outlived its claim; its answer is not kept")]
    private partial void LogOvertaken();

    [LoggerMessage(LogLevel.Warning, "A call with an Idempotency-Key was answered, but Redis did not take its outcome; its key answers 409 until the claim runs out")]
    private partial void LogUnsettled(Exception fault);
}
