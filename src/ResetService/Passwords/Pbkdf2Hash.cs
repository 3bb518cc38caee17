using System.Security.Cryptography;

namespace ResetService.Passwords;

/// <summary>What PBKDF2 made of a password, and from what: each format writes it its own way.</summary>
internal sealed record Pbkdf2Hash(HashAlgorithmName Algorithm, int Iterations, byte[] Salt, byte[] Key)
{
    public const int SaltBytes = 16; // NIST SP 800-132 §5.1

    /// <summary>A longer key costs further rounds and protects nothing: an attacker compares its first block.</summary>
    public const int MaxKeyBytes = 64;

    public static Pbkdf2Hash Compute(string password, HashAlgorithmName algorithm, int iterations, byte[] salt, int keyBytes) => PasswordBytes.Use(
        password, bytes => new Pbkdf2Hash(algorithm, iterations, salt, Rfc2898DeriveBytes.Pbkdf2(bytes, salt, iterations, algorithm, keyBytes)));

    /// <summary>A stored hash names its own cost.</summary>
    public bool IsBearable => Iterations is > 0 and <= Pbkdf2Options.MaxIterations && Key.Length <= MaxKeyBytes;

    public bool IsOf(string password) =>
        CryptographicOperations.FixedTimeEquals(Compute(password, Algorithm, Iterations, Salt, Key.Length).Key, Key);

    public override string ToString() => nameof(Pbkdf2Hash);
}
