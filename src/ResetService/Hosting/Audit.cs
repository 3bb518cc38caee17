using System.Diagnostics;
using System.Net;

namespace ResetService.Hosting;

/// <summary>Writes one line for each security event of the API, under the category <c>ResetService.Audit</c>: <see cref="AuditEvents"/> lists them.</summary>
internal sealed partial class Audit(RequestDelegate next, ILoggerFactory loggers)
{
    private readonly ILogger logger = loggers.CreateLogger($"{nameof(ResetService)}.Audit");

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName is { } operation)
        {
            var notes = context.AuditNotes();
            notes.Ticket = context.GetRouteValue("id") is string id ? RandomPart(id) : null;
            var trace = Activity.Current?.TraceId;

            // Completed, and not returned from here: what was thrown has become an answer by then.
            context.Response.OnCompleted(() =>
            {
                Write(context, operation, endpoint.RoutePattern.RawText!, trace);
                return Task.CompletedTask;
            });
        }

        return next(context);
    }

    private void Write(HttpContext context, string operation, string route, ActivityTraceId? trace)
    {
        var notes = context.AuditNotes();
        if (AuditEvents.Of(operation, context.Response.StatusCode, notes) is not { } name) return;

        var (network, caller) = (ClientNetwork.Of(context), Caller.Of(context));
        LogEvent(
            notes.Problem is null ? LogLevel.Information : LogLevel.Warning,
            name, operation, route, context.Response.StatusCode, notes.Problem?.Code, network,
            caller.IsPartner ? caller.Partner : null, caller.Network, notes.Ticket, trace);
    }

    // What precedes it is the address's tag: it would show which tickets share an address.
    private static string RandomPart(string id) =>
        id.Length == Keys.TaggedIdLength && id.All(Secret.IsBase64Url) ? id[Keys.TagLength..] : "(malformed)";

    [LoggerMessage("{Event}: {Operation} ({Route}) answered {Status} {Problem} to {Network}; partner {Partner} at {PartnerNetwork}, ticket {Ticket}, trace {Trace}")]
    private partial void LogEvent(
        LogLevel level, string @event, string operation, string route, int status, string? problem, IPNetwork network,
        string? partner, IPNetwork? partnerNetwork, string? ticket, ActivityTraceId? trace);
}

/// <summary>What only the parts that answer know of a call.</summary>
internal sealed class AuditNotes
{
    public Problem? Problem { get; set; }

    /// <summary>Whether it got a first answer again: it happened then.</summary>
    public bool IsRepeat { get; set; }

    /// <summary>Whether a wrong code was the last that its ticket compares.</summary>
    public bool IsLastTry { get; set; }

    /// <summary>A ticket's random part, never its tag.</summary>
    public string? Ticket { get; set; }
}

internal static class AuditNotesFeature
{
    public static AuditNotes AuditNotes(this HttpContext context)
    {
        if (context.Features.Get<AuditNotes>() is { } notes) return notes;

        context.Features.Set(new AuditNotes());
        return context.Features.Get<AuditNotes>()!;
    }
}
