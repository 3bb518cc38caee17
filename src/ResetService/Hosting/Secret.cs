using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ResetService.Hosting;

/// <summary>A bearer secret (a ticket's token, a pass, a link's token): 256 random bits as 43 characters of base64url.</summary>
/// <remarks>Redis keeps its SHA-256 alone, which is enough for a secret that can't be guessed (NIST SP 800-63B-4 §3.1.2.2).</remarks>
internal readonly record struct Secret
{
    /// <summary>As openapi.yaml has it.</summary>
    public const string Pattern = "^[A-Za-z0-9_-]{43}$";

    private const int Bytes = 32;
    private const int Length = 43;

    private Secret(string text, string partner) => (Text, Partner) = (text, partner);

    /// <summary>The secret itself, for the answer that hands it out.</summary>
    public string Text { get; }

    /// <summary>Whose it is: the name of the partner that holds it, or sends it with its key; empty for anyone else.</summary>
    public string Partner { get; }

    /// <summary>What is kept and compared. Whose secret it is goes into it, so that in another one's hands it is a wrong one, whatever it is used for.</summary>
    public string Digest => Sha256(Partner is { Length: > 0 } ? $"{Partner}:{Text}" : Text);

    public static Secret Draw(string partner = "") => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)), partner);

    public static bool TryParse([NotNullWhen(true)] string? text, out Secret secret)
    {
        var valid = text is { Length: Length } && text.All(IsBase64Url);
        secret = valid ? new(text!, partner: "") : default;
        return valid;
    }

    /// <summary>Reads <c>Authorization: Bearer</c>. Where an endpoint asks for a secret, <see cref="Bearer"/> has made sure that it is there.</summary>
    public static ValueTask<Secret> BindAsync(HttpContext http) =>
        ValueTask.FromResult(TryRead(http.Request, out var secret) ? new Secret(secret.Text, Caller.Of(http).Partner) : default);

    public static bool TryRead(HttpRequest request, out Secret secret)
    {
        const string scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        secret = default;
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && TryParse(header[scheme.Length..], out secret);
    }

    public static string Sha256(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    internal static bool IsBase64Url(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    public override string ToString() => "(secret)";
}
