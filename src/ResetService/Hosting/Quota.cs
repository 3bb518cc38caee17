using System.Globalization;

namespace ResetService.Hosting;

/// <summary>What a limit tells its caller, in the fields of the IETF's draft "RateLimit header fields for HTTP" (draft-ietf-httpapi-ratelimit-headers).</summary>
/// <param name="Policy">The limit's name.</param>
/// <param name="Limit">Calls allowed in the window.</param>
/// <param name="Window">The window's length.</param>
/// <param name="Resets">How long until a call can succeed again, or the ticket ends that has none left; where some are left, until all can.</param>
/// <param name="Remaining">Calls left.</param>
internal readonly record struct Quota(string Policy, int Limit, TimeSpan Window, TimeSpan Resets, long Remaining = 0)
{
    public void WriteTo(IHeaderDictionary headers)
    {
        headers[ApiHeaders.RateLimitPolicy] = $"\"{Policy}\";q={Limit};w={Seconds(Window)}";
        headers[ApiHeaders.RateLimit] = $"\"{Policy}\";r={Remaining};t={Seconds(Resets)}";
    }

    /// <summary>Rounded up: who waits that long must not come too early.</summary>
    public static string Seconds(TimeSpan span) => Math.Max(1, (long)Math.Ceiling(span.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
