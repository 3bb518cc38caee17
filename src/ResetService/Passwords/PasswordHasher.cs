using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace ResetService.Passwords;

/// <summary>
/// Makes and verifies hashes behind one gate, which bounds their cores and their memory: n hashes, n times m. A stored hash that asks for more
/// than m passes a gate of one before it, so that the most is n times m and the largest of those.
/// </summary>
internal sealed class PasswordHasher(PasswordFormats formats, IOptions<PasswordOptions> options) : IDisposable
{
    public ConcurrencyLimiter Gate { get; } = NewGate(options.Value.Hash.Concurrency, options.Value.Hash.QueueLimit);

    public ConcurrencyLimiter LargeGate { get; } = NewGate(1, options.Value.Hash.QueueLimit);

    /// <returns>The hash in the format of the settings, or null when too many wait already.</returns>
    public async Task<string?> HashAsync(string password, CancellationToken cancellation)
    {
        using var lease = await Gate.AcquireAsync(1, cancellation);

        return lease.IsAcquired ? await Task.Run(() => formats.Current.Hash(password), cancellation) : null;
    }

    /// <returns>Whether the password is the one, false for a hash of no format of ours too; null when too many wait already.</returns>
    public async Task<bool?> VerifyAsync(string password, string hash, CancellationToken cancellation)
    {
        if (formats.Read(hash) is not { } stored) return false;

        // In this order a large one that waits for another keeps no place that a small one could have.
        using var alone = stored.MemoryKiB > options.Value.Hash.MemoryKiB ? await LargeGate.AcquireAsync(1, cancellation) : null;
        if (alone is { IsAcquired: false }) return null;

        using var lease = await Gate.AcquireAsync(1, cancellation);

        return lease.IsAcquired ? await Task.Run(() => stored.IsOf(password), cancellation) : null;
    }

    public void Dispose()
    {
        Gate.Dispose();
        LargeGate.Dispose();
    }

    private static ConcurrencyLimiter NewGate(int permits, int queue) =>
        new(new() { PermitLimit = permits, QueueLimit = queue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
}
