using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace ResetService.Mail;

/// <summary>Whether a batch of events comes from SendGrid: ECDSA on P-256 with SHA-256, over the timestamp and then the body, byte for byte.</summary>
internal sealed class EventSignature(IOptions<SendGridOptions> options, TimeProvider clock)
{
    public const string Header = "X-Twilio-Email-Event-Webhook-Signature";
    public const string TimestampHeader = "X-Twilio-Email-Event-Webhook-Timestamp";

    // Two numbers of 33 bytes at the most, in DER.
    private const int LongestSignature = 72;

    // SendGrid's clock and ours are not the same.
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private readonly byte[][] keys = [.. options.Value.EventsPublicKeys.Select(Convert.FromBase64String)];

    /// <summary>Whether anyone may send events.</summary>
    public bool IsAwaited => keys.Length > 0;

    /// <summary>Whether the headers alone could be SendGrid's: a recent moment, and what may be a signature.</summary>
    public bool MayBeOf(IHeaderDictionary headers) => Read(headers) is not null;

    public bool IsOf(IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        if (Read(headers) is not var (timestamp, signature)) return false;

        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(Encoding.UTF8.GetBytes(timestamp));
        sha.AppendData(body);
        var hash = sha.GetHashAndReset();

        return IsSigned(hash, signature);
    }

    /// <summary>Whether a text is a key as SendGrid shows it: base64 of a SubjectPublicKeyInfo on P-256.</summary>
    public static bool IsKey(string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length)) return false;

        try
        {
            using var key = Import(bytes.AsSpan(0, length));
            return key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private (string Timestamp, byte[] Signature)? Read(IHeaderDictionary headers)
    {
        if (headers[Header] is not [{ } encoded] || headers[TimestampHeader] is not [{ } timestamp] || !IsRecent(timestamp)) return null;

        var signature = new byte[LongestSignature];
        return Convert.TryFromBase64String(encoded, signature, out var length) && length > 0 ? (timestamp, signature[..length]) : null;
    }

    private bool IsRecent(string timestamp) =>
        uint.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds) is var age
        && age <= options.Value.EventsMaxAge
        && age >= -Ahead;

    private bool IsSigned(byte[] hash, ReadOnlySpan<byte> signature)
    {
        foreach (var bytes in keys)
        {
            using var key = Import(bytes);
            if (key.VerifyHash(hash, signature, DSASignatureFormat.Rfc3279DerSequence)) return true;
        }

        return false;
    }

    private static ECDsa Import(ReadOnlySpan<byte> bytes)
    {
        var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(bytes, out _);
        return key;
    }
}
