using System.Data.Common;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using StackExchange.Redis;

namespace ResetService.Hosting;

/// <summary>What a thrown exception means to the caller: a mistake of the client's, a part that is down (503), or a fault of ours.</summary>
internal sealed partial class Faults(ILogger<Faults> logger) : IExceptionHandler
{
    // What a Redis that is starting, failing over, full or cut off from its majority answers.
    private static readonly string[] RedisUnavailable =
        ["LOADING", "READONLY", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "NOREPLICAS", "MISCONF", "OOM", "MOVED", "ASK", "BUSY", "NOAUTH", "NOPERM", "WRONGPASS"];

    // What Postgres answers while it fails over (25006), stops a query (57014), or its password is being changed (28...); and what a pooler before
    // it says in its place when it can't be reached (08...).
    private static readonly string[] DatabaseUnavailable = ["08", "25006", "57014", "28"];

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested) return true; // nobody is left to answer

        await Answer(exception).ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>True when a part that the service needs does not answer, so that the same call can succeed later.</summary>
    public static bool IsOutage(Exception? exception) => exception switch
    {
        null => false,
        RedisConnectionException or RedisTimeoutException or SocketException => true,
        RedisServerException redis => RedisUnavailable.Any(answer => redis.Message.StartsWith(answer, StringComparison.Ordinal)),
        DbException { IsTransient: true } => true,
        DbException { SqlState: { } state } when DatabaseUnavailable.Any(answer => state.StartsWith(answer, StringComparison.Ordinal)) => true,
        // EF Core wraps a transient failure of the database in an InvalidOperationException.
        _ => IsOutage(exception.InnerException),
    };

    private Refusal Answer(Exception exception)
    {
        if (exception is BadHttpRequestException bad) return Mistake(bad);

        if (IsOutage(exception))
        {
            LogOutage(exception.GetBaseException().GetType().Name, exception);
            return Problems.ServiceUnavailable;
        }

        LogFault(exception);
        return Problems.InternalError;
    }

    private static Refusal Mistake(BadHttpRequestException bad)
    {
        var problem = Problems.Of(bad.StatusCode);
        if (problem != Problems.InvalidRequest) return problem;

        // The path alone: a parser's message can repeat what was sent.
        var field = (bad.InnerException as JsonException)?.Path?.TrimStart('$', '.') is { Length: > 0 } path ? path : "body";
        return Refusal.Invalid(field, "not-taken");
    }

    [LoggerMessage(LogLevel.Error, "A part of the service does not answer ({Fault}); callers get 503. Look at /health/ready")]
    private partial void LogOutage(string fault, Exception exception);

    [LoggerMessage(LogLevel.Error, "A call failed; its caller got 500")]
    private partial void LogFault(Exception exception);
}
