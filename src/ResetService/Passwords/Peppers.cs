using System.Security.Cryptography;

namespace ResetService.Passwords;

/// <summary>Keys kept outside the database, so that its rows alone can't be guessed at (NIST SP 800-63B-4, 3.1.1.2; OWASP).</summary>
internal sealed class Peppers
{
    private const int KeyBytes = 32;
    private const int IdLength = 8;

    private readonly Dictionary<string, byte[]> keys = [];

    public Peppers(PasswordOptions options)
    {
        foreach (var previous in options.PreviousPeppers) Add(previous);
        if (options.Pepper is not null) CurrentId = Add(options.Pepper);
    }

    /// <summary>Names the pepper of new hashes; null when there is none.</summary>
    public string? CurrentId { get; }

    public static bool HasLength(string base64) =>
        Convert.TryFromBase64String(base64, new byte[KeyBytes], out var written) && written == KeyBytes;

    public bool Knows(string keyId) => keys.ContainsKey(keyId);

    public byte[] Apply(string keyId, ReadOnlySpan<byte> password) => HMACSHA256.HashData(keys[keyId], password);

    private string Add(string base64)
    {
        var key = Convert.FromBase64String(base64);
        var id = Convert.ToBase64String(SHA256.HashData(key))[..IdLength];
        keys[id] = key;

        return id;
    }
}
