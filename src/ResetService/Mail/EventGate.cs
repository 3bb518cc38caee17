using System.Net;
using System.Threading.RateLimiting;
using ResetService.Hosting;

namespace ResetService.Mail;

/// <summary>Lets in a handful of batches at a time: each is in memory, whole, before its signature says whose it is.</summary>
internal sealed class EventGate(TimeProvider clock) : IDisposable
{
    private const int InAll = 16;

    /// <summary>So that one client alone can't keep SendGrid out.</summary>
    private const int OfAClient = 4;

    // SendGrid's largest comes in a moment; who trickles one in would keep its place for an hour.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly PartitionedRateLimiter<HttpContext> places = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<HttpContext, IPNetwork>(http => RateLimitPartition.GetConcurrencyLimiter(ClientNetwork.ClientOf(http), _ => Places(OfAClient))),
        PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.GetConcurrencyLimiter("all", _ => Places(InAll))));

    /// <returns>A place while it is held, where <see cref="RateLimitLease.IsAcquired"/> says so.</returns>
    public RateLimitLease Enter(HttpContext http) => places.AttemptAcquire(http);

    /// <returns>The body, or null where it takes too long to come.</returns>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        var body = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(body, either.Token);
            return body.GetBuffer().AsMemory(0, (int)body.Length);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => places.Dispose();

    private static ConcurrencyLimiterOptions Places(int count) => new() { PermitLimit = count, QueueLimit = 0 };
}
