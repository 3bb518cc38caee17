using System.Text;

namespace ResetService.Passwords;

/// <summary>Our own format: Argon2id over NFC in UTF-8, in PHC form (OWASP; NIST SP 800-63B-4, 3.1.1.2), keyed by a pepper where there is one.</summary>
internal sealed class Argon2idFormat(PasswordOptions options) : IPasswordFormat
{
    private readonly Peppers peppers = new(options);

    public string Name => PasswordFormats.Argon2id;

    public string Hash(string password) =>
        UseSecret(password, peppers.CurrentId, secret => Argon2Hash.WithKeyId(Argon2Hash.Compute(secret, options.Hash.Cost), peppers.CurrentId));

    public StoredHash? Read(string hash) =>
        Argon2Hash.TryParse(hash) is { } stored && (stored.KeyId is null || peppers.Knows(stored.KeyId))
            ? new(password => UseSecret(password, stored.KeyId, stored.IsOf), stored.Cost.MemoryKiB)
            : null;

    private T UseSecret<T>(string password, string? keyId, Func<byte[], T> use) => PasswordBytes.Use(
        password.Normalize(NormalizationForm.FormC), bytes => keyId is null ? use(bytes) : PasswordBytes.Use(peppers.Apply(keyId, bytes), use));
}
