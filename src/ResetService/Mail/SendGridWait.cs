using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace ResetService.Mail;

/// <summary>How long SendGrid asks to be left alone.</summary>
internal static class SendGridWait
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>By Retry-After or, on 429, by X-RateLimit-Reset (Unix seconds), which other answers carry too without meaning it.</summary>
    public static TimeSpan? Asked(HttpStatusCode status, HttpResponseHeaders headers, TimeProvider clock)
    {
        var wait = headers.RetryAfter is { } after ? after.Delta ?? after.Date - clock.GetUtcNow()
            : status == HttpStatusCode.TooManyRequests ? UntilReset(headers, clock)
            : null;

        return wait > Longest ? Longest : wait > TimeSpan.Zero ? wait : null;
    }

    private static TimeSpan? UntilReset(HttpResponseHeaders headers, TimeProvider clock) =>
        headers.TryGetValues("X-RateLimit-Reset", out var values)
        && uint.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) - clock.GetUtcNow()
            : null;
}
