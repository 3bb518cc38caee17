using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ResetService.Passwords;

/// <summary>
/// Version 3 of ASP.NET Core Identity's <c>PasswordHasher</c>, over the password as typed: in base64 the byte 1, the pseudo-random function,
/// the rounds and the salt's length (32 bits each, big-endian), the salt, the key.
/// </summary>
internal sealed class AspNetIdentityFormat(Pbkdf2Options options) : IPasswordFormat
{
    private const byte Version = 1;
    private const int HeaderBytes = 13;
    private const int KeyBytes = 32; // as Identity makes them
    private const int LeastBytes = 16; // of a salt or a key that Identity verifies

    // KeyDerivationPrf: the number is the place. SHA-1 verifies what is stored already; only SHA-512 is for new hashes.
    private static readonly HashAlgorithmName[] Functions = [HashAlgorithmName.SHA1, HashAlgorithmName.SHA256, HashAlgorithmName.SHA512];

    public string Name => PasswordFormats.AspNetIdentity;

    public string Hash(string password)
    {
        var hash = Pbkdf2Hash.Compute(
            password, HashAlgorithmName.SHA512, options.Sha512Iterations, RandomNumberGenerator.GetBytes(Pbkdf2Hash.SaltBytes), KeyBytes);

        var header = new byte[HeaderBytes];
        header[0] = Version;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(1), Array.IndexOf(Functions, hash.Algorithm));
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(5), hash.Iterations);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(9), hash.Salt.Length);
        return Convert.ToBase64String([.. header, .. hash.Salt, .. hash.Key]);
    }

    public StoredHash? Read(string hash)
    {
        var bytes = new byte[hash.Length];
        if (!Convert.TryFromBase64String(hash, bytes, out var length) || length < HeaderBytes || bytes[0] != Version) return null;

        var function = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(1));
        var iterations = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(5));
        var saltBytes = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(9));
        if (function >= Functions.Length || saltBytes < LeastBytes || saltBytes > length - HeaderBytes - LeastBytes) return null;

        var stored = new Pbkdf2Hash(Functions[function], iterations, bytes[HeaderBytes..(HeaderBytes + saltBytes)], bytes[(HeaderBytes + saltBytes)..length]);
        return stored.IsBearable ? new(stored.IsOf) : null;
    }
}
