using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace ResetService.Passwords;

/// <summary>PBKDF2 with HMAC-SHA-512 over the password as typed, in PHC form: for where FIPS 140 rules Argon2 out.</summary>
internal sealed partial class Pbkdf2Sha512Format(Pbkdf2Options options) : IPasswordFormat
{
    public string Name => PasswordFormats.Pbkdf2Sha512;

    public string Hash(string password)
    {
        var hash = Pbkdf2Hash.Compute(
            password, HashAlgorithmName.SHA512, options.Sha512Iterations, RandomNumberGenerator.GetBytes(Pbkdf2Hash.SaltBytes), SHA512.HashSizeInBytes);

        return string.Create(CultureInfo.InvariantCulture, $"$pbkdf2-sha512$i={hash.Iterations},l={hash.Key.Length}${Base64(hash.Salt)}${Base64(hash.Key)}");
    }

    public StoredHash? Read(string hash)
    {
        if (Format().Match(hash) is not { Success: true } match || Bytes(match.Groups["salt"]) is not { } salt || Bytes(match.Groups["key"]) is not { } key) return null;

        var stored = new Pbkdf2Hash(HashAlgorithmName.SHA512, int.Parse(match.Groups["iterations"].ValueSpan, CultureInfo.InvariantCulture), salt, key);
        return stored.IsBearable ? new(stored.IsOf) : null;
    }

    // PHC leaves the padding out.
    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[]? Bytes(Group base64)
    {
        var padded = base64.Value.PadRight((base64.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length / 4 * 3];

        return Convert.TryFromBase64String(padded, bytes, out var written) ? bytes[..written] : null;
    }

    // Eight digits hold the most rounds we do; salts of 8 to 64 bytes, keys of 32 to 64.
    [GeneratedRegex(@"\A\$pbkdf2-sha512\$i=(?<iterations>[1-9][0-9]{0,7})(,l=[1-9][0-9])?\$(?<salt>[a-zA-Z0-9/+]{11,86})\$(?<key>[a-zA-Z0-9/+]{43,86})\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Format();
}
