using System.Security.Cryptography;
using System.Text;
using ResetService.Mail;

namespace ResetService.Tests.Support;

/// <summary>SendGrid's event webhook: signs batches of events and sends them.</summary>
internal sealed class SendGridSigner : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>As SendGrid's settings show it.</summary>
    public string PublicKey => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

    public string Sign(string timestamp, string body) => Convert.ToBase64String(
        key.SignData(Encoding.UTF8.GetBytes(timestamp + body), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    /// <summary>Sends a batch, signed at that moment.</summary>
    public Task<Answer> SendAsync(ResetClient client, string body, DateTimeOffset at)
    {
        var timestamp = $"{at.ToUnixTimeSeconds()}";
        return SendAsync(client, body, Sign(timestamp, body), timestamp);
    }

    /// <summary>Sends what may be no signed batch.</summary>
    public static async Task<Answer> SendAsync(ResetClient client, string body, string? signature, string? timestamp, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/sendgrid/events", UriKind.Relative)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (signature is not null) request.Headers.TryAddWithoutValidation(EventSignature.Header, signature);
        if (timestamp is not null) request.Headers.TryAddWithoutValidation(EventSignature.TimestampHeader, timestamp);
        return await client.SendAsync(request);
    }

    public void Dispose() => key.Dispose();
}
