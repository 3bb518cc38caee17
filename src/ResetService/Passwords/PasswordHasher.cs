using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Geralt;
using Microsoft.Extensions.Options;

namespace ResetService.Passwords;

/// <summary>Argon2id over NFC in UTF-8, in PHC form (OWASP; NIST SP 800-63B-4, 3.1.1.2). A gate bounds its memory: n hashes, n times m.</summary>
internal sealed class PasswordHasher(IOptions<PasswordOptions> options) : IDisposable
{
    // Strict: a lone surrogate must not become U+FFFD, or different passwords would verify alike.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly PasswordHashOptions settings = options.Value.Hash;
    private readonly Peppers peppers = new(options.Value);
    private readonly ConcurrencyLimiter gate = new(new()
    {
        PermitLimit = options.Value.Hash.Concurrency,
        QueueLimit = options.Value.Hash.QueueLimit,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <returns>The PHC string, or null when too many wait already.</returns>
    public async Task<string?> HashAsync(string password, CancellationToken cancellation)
    {
        using var lease = await gate.AcquireAsync(1, cancellation);

        return lease.IsAcquired ? await Task.Run(() => Hash(password), cancellation) : null;
    }

    /// <returns>Whether the password is the one, false for a hash of another kind too; null when too many wait already.</returns>
    public async Task<bool?> VerifyAsync(string password, string hash, CancellationToken cancellation)
    {
        if (Argon2Hash.TryParse(hash) is not { } stored || !(stored.KeyId is null || peppers.Knows(stored.KeyId))) return false;

        using var lease = await gate.AcquireAsync(1, cancellation);

        return lease.IsAcquired ? await Task.Run(() => Verify(password, stored), cancellation) : null;
    }

    public void Dispose() => gate.Dispose();

    private string Hash(string password)
    {
        var secret = Secret(password, peppers.CurrentId);
        try
        {
            Span<char> phc = stackalloc char[Argon2id.HashSize];
            Argon2id.ComputeHash(phc, secret, settings.Iterations, settings.MemoryKiB * 1024);

            return Argon2Hash.WithKeyId(phc.TrimEnd('\0').ToString(), peppers.CurrentId);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private bool Verify(string password, Argon2Hash stored)
    {
        var secret = Secret(password, stored.KeyId);
        try
        {
            return Argon2id.VerifyHash(stored.Plain, secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <exception cref="ArgumentException">The password holds a lone surrogate.</exception>
    private byte[] Secret(string password, string? keyId)
    {
        var bytes = Utf8.GetBytes(password.Normalize(NormalizationForm.FormC));
        if (keyId is null) return bytes;

        try
        {
            return peppers.Apply(keyId, bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
