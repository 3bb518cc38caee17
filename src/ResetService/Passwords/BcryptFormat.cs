using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Crypt = BCrypt.Net.BCrypt;

namespace ResetService.Passwords;

/// <summary>bcrypt, version 2b, over the password as typed. It reads 72 bytes and stops at a NUL: what goes beyond is refused, or pre-hashed.</summary>
internal sealed partial class BcryptFormat(BcryptOptions options) : IPasswordFormat
{
    public const int MaxBytes = 72;

    private const char Version = 'b';

    public string Name => PasswordFormats.Bcrypt;

    public PasswordRemark? Refuse(string password)
    {
        if (options.PreHash) return null;
        if (password.Contains('\0', StringComparison.Ordinal)) return PasswordReasons.HasNul;

        return Encoding.UTF8.GetByteCount(password) > MaxBytes ? PasswordReasons.TooManyBytes(MaxBytes) : null;
    }

    public string Hash(string password) => Refuse(password) is null
        ? Crypt.HashPassword(Prepared(password), Crypt.GenerateSalt(options.Cost, Version))
        : throw new ArgumentException("bcrypt would drop a part of this password.", nameof(password));

    public StoredHash? Read(string hash) =>
        Format().Match(hash) is { Success: true } match && int.Parse(match.Groups["cost"].ValueSpan, CultureInfo.InvariantCulture) is >= 4 and <= BcryptOptions.MaxCost
            ? new(password => Refuse(password) is null && Crypt.Verify(Prepared(password), hash))
            : null;

    private string Prepared(string password) =>
        options.PreHash ? PasswordBytes.Use(password, bytes => Convert.ToBase64String(SHA384.HashData(bytes))) : password;

    // 2x marks hashes of a library with a fault, which nobody should go on using.
    [GeneratedRegex(@"\A\$2[aby]\$(?<cost>[0-9]{2})\$[./A-Za-z0-9]{53}\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Format();
}
