using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ResetService.Passwords;

/// <summary>Django's <c>PBKDF2PasswordHasher</c>, over the password as typed. Its salt is text, and is hashed as it reads.</summary>
internal sealed partial class DjangoPbkdf2Format(Pbkdf2Options options) : IPasswordFormat
{
    private const string SaltAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int SaltLength = 22; // 131 bits, as Django draws them

    public string Name => PasswordFormats.DjangoPbkdf2;

    public string Hash(string password)
    {
        var salt = RandomNumberGenerator.GetString(SaltAlphabet, SaltLength);
        var hash = Pbkdf2Hash.Compute(password, HashAlgorithmName.SHA256, options.Sha256Iterations, Encoding.UTF8.GetBytes(salt), SHA256.HashSizeInBytes);

        return string.Create(CultureInfo.InvariantCulture, $"pbkdf2_sha256${hash.Iterations}${salt}${Convert.ToBase64String(hash.Key)}");
    }

    public StoredHash? Read(string hash)
    {
        if (Format().Match(hash) is not { Success: true } match) return null;

        var stored = new Pbkdf2Hash(
            HashAlgorithmName.SHA256,
            int.Parse(match.Groups["iterations"].ValueSpan, CultureInfo.InvariantCulture),
            Encoding.UTF8.GetBytes(match.Groups["salt"].Value),
            Convert.FromBase64String(match.Groups["key"].Value));
        return stored.IsBearable ? new(stored.IsOf) : null;
    }

    // Eight digits hold the most rounds we do.
    [GeneratedRegex(@"\Apbkdf2_sha256\$(?<iterations>[1-9][0-9]{0,7})\$(?<salt>[\x21-\x23\x25-\x7e]{1,64})\$(?<key>[a-zA-Z0-9/+]{43}=)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Format();
}
