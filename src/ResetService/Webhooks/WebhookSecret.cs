using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ResetService.Webhooks;

/// <summary>Signs as Standard Webhooks 1.0.0 says: <c>v1,</c> and the base64 of HMAC-SHA-256 over the message's id, its time and its body.</summary>
internal static class WebhookSecret
{
    private const string Prefix = "whsec_";

    // Standard Webhooks allows 24 to 64 bytes. What is drawn has 32, as long as what SHA-256 makes of it, and no less is taken.
    private const int Bytes = 32;
    private const int MaxBytes = 64;

    public static string Draw() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Whether this is a secret that was drawn: few distinct bytes are a placeholder.</summary>
    public static bool IsSecret(string? text) => TryRead(text, out var key) && key.Length is >= Bytes and <= MaxBytes && key.Distinct().Count() >= 20;

    /// <param name="secrets">One, or during a rotation two: the receiver may know either.</param>
    /// <param name="id">The message's id.</param>
    /// <param name="at">When it is sent, in Unix seconds.</param>
    /// <param name="body">As it is sent.</param>
    public static string Sign(IEnumerable<string> secrets, string id, long at, string body)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at}.{body}"));

        return string.Join(' ', secrets.Select(secret =>
            TryRead(secret, out var key) ? $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}" : throw new FormatException("This is not a webhook's secret.")));
    }

    private static bool TryRead(string? text, out byte[] key)
    {
        key = [];
        if (text?.StartsWith(Prefix, StringComparison.Ordinal) is not true) return false;

        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text[Prefix.Length..], bytes, out var length)) return false;

        key = bytes[..length];
        return true;
    }
}
