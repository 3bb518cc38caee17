using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace ResetService.Hosting;

/// <summary>
/// What the keys do: seal (AES-256-GCM), sign (HMAC-SHA-256), and give an address its tag.
/// What they make carries the key's id, so that the previous key's work stays readable after a rotation.
/// </summary>
internal sealed class Keys
{
    /// <summary>Of an address's tag.</summary>
    public const int TagLength = 10;

    /// <summary>Of an id that begins with a tag: 128 random bits in base64url follow.</summary>
    public const int TaggedIdLength = TagLength + 22;

    /// <summary>Of such an id, as openapi.yaml has it.</summary>
    public const string TaggedIdPattern = "^[A-Za-z0-9_-]{32}$";

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly Key[] keys; // the current one first
    private readonly byte[] addressKey;

    public Keys(IOptions<KeyOptions> options)
    {
        keys = [.. new[] { options.Value.Current, options.Value.Previous }.Where(key => !string.IsNullOrEmpty(key)).Select(key => new Key(key!))];
        addressKey = Convert.FromBase64String(options.Value.Address!);
    }

    /// <summary>Seals a text for one owner (a ticket's id) and one purpose: nowhere else does it open.</summary>
    public string Seal(string owner, string purpose, string text)
    {
        var key = keys[0];
        var plain = Encoding.UTF8.GetBytes(text);
        var sealedText = new byte[Key.IdBytes + NonceBytes + plain.Length + TagBytes];
        key.Id.CopyTo(sealedText, 0);
        var nonce = sealedText.AsSpan(Key.IdBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);

        using var aes = new AesGcm(key.Sealing, TagBytes);
        aes.Encrypt(nonce, plain, sealedText.AsSpan(Key.IdBytes + NonceBytes, plain.Length), sealedText.AsSpan(^TagBytes..), Bound(owner, purpose));
        return Base64Url.EncodeToString(sealedText);
    }

    /// <returns>The text, or null when it was sealed by another key, for another owner or purpose, or was altered.</returns>
    public string? Open(string owner, string purpose, string sealedText)
    {
        if (!Base64Url.IsValid(sealedText)) return null;
        var bytes = Base64Url.DecodeFromChars(sealedText).AsSpan();
        if (bytes.Length < Key.IdBytes + NonceBytes + TagBytes) return null;

        foreach (var key in keys)
        {
            if (!bytes[..Key.IdBytes].SequenceEqual(key.Id)) continue;

            var nonce = bytes.Slice(Key.IdBytes, NonceBytes);
            var plain = new byte[bytes.Length - Key.IdBytes - NonceBytes - TagBytes];
            using var aes = new AesGcm(key.Sealing, TagBytes);
            try
            {
                aes.Decrypt(nonce, bytes[(Key.IdBytes + NonceBytes)..^TagBytes], bytes[^TagBytes..], plain, Bound(owner, purpose));
                return Encoding.UTF8.GetString(plain);
            }
            catch (AuthenticationTagMismatchException)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>A keyed digest bound to its owner. The key is in neither store, so six digits can't be searched for in a dump.</summary>
    public string Sign(string owner, string text) => Sign(keys[0], owner, text);

    /// <summary>The digests under every key that may have signed this text: the current one's, then the previous one's (else empty).</summary>
    public (string Current, string Previous) Signatures(string owner, string text) =>
        (Sign(keys[0], owner, text), keys.Length > 1 ? Sign(keys[1], owner, text) : "");

    /// <summary>The MAC of a human check's challenge, bare and in hex as ALTCHA's protocol has it.</summary>
    public string SignChallenge(string challenge) => SignChallenge(keys[0], challenge);

    /// <returns>Whether the signature is the current key's or the previous one's.</returns>
    public bool HasSignedChallenge(string challenge, string signature) => keys.Any(key =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(SignChallenge(key, challenge)), Encoding.UTF8.GetBytes(signature)));

    /// <summary>The first 10 characters of base64url(HMAC-SHA256(Keys:Address, canonical address)).</summary>
    public string Tag(EmailAddress address) => Digest(address.Canonical)[..TagLength];

    /// <summary>A name in Redis for what may not stand there in the clear: a network, a call. It outlives a rotation.</summary>
    public string Digest(string subject) => Base64Url.EncodeToString(HMACSHA256.HashData(addressKey, Encoding.UTF8.GetBytes(subject)))[..22];

    private static string Sign(Key key, string owner, string text) =>
        $"{Base64Url.EncodeToString(key.Id)}.{Base64Url.EncodeToString(HMACSHA256.HashData(key.Signing, Bound(owner, text)))}";

    private static string SignChallenge(Key key, string challenge) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key.Challenges, Encoding.UTF8.GetBytes(challenge)));

    private static byte[] Bound(string owner, string text) => Encoding.UTF8.GetBytes($"{owner}\0{text}");

    private sealed class Key
    {
        public const int IdBytes = 4;

        public Key(string base64)
        {
            var secret = Convert.FromBase64String(base64);
            Id = Derive(secret, "id", IdBytes);
            Sealing = Derive(secret, "seal", KeyOptions.Bytes);
            Signing = Derive(secret, "sign", KeyOptions.Bytes);
            Challenges = Derive(secret, "challenge", KeyOptions.Bytes);
        }

        public byte[] Id { get; }

        public byte[] Sealing { get; }

        public byte[] Signing { get; }

        public byte[] Challenges { get; }

        // RFC 5869: one secret in the settings, an independent key for each use.
        private static byte[] Derive(byte[] secret, string use, int bytes) =>
            HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, bytes, info: Encoding.UTF8.GetBytes($"reset-service {use}"));
    }
}
