using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace ResetService.Passwords;

/// <summary>Makes and verifies hashes behind one gate, which bounds their cores and their memory: n hashes, n times m.</summary>
internal sealed class PasswordHasher(PasswordFormats formats, IOptions<PasswordOptions> options) : IDisposable
{
    public ConcurrencyLimiter Gate { get; } = new(new()
    {
        PermitLimit = options.Value.Hash.Concurrency,
        QueueLimit = options.Value.Hash.QueueLimit,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <returns>The hash in the format of the settings, or null when too many wait already.</returns>
    public async Task<string?> HashAsync(string password, CancellationToken cancellation)
    {
        using var lease = await Gate.AcquireAsync(1, cancellation);

        return lease.IsAcquired ? await Task.Run(() => formats.Current.Hash(password), cancellation) : null;
    }

    /// <returns>Whether the password is the one, false for a hash of no format of ours too; null when too many wait already.</returns>
    public async Task<bool?> VerifyAsync(string password, string hash, CancellationToken cancellation)
    {
        if (formats.Read(hash) is not { } verify) return false;

        using var lease = await Gate.AcquireAsync(1, cancellation);

        return lease.IsAcquired ? await Task.Run(() => verify(password), cancellation) : null;
    }

    public void Dispose() => Gate.Dispose();
}
