using System.Globalization;
using System.Text.RegularExpressions;
using Geralt;

namespace ResetService.Passwords;

/// <summary>An Argon2id hash in PHC form. The key id of a pepper is PHC's own parameter "keyid", which libsodium does not read.</summary>
internal sealed partial class Argon2Hash
{
    private Argon2Hash(string plain, string? keyId, Argon2Cost cost) => (Plain, KeyId, Cost) = (plain, keyId, cost);

    /// <summary>The string without its key id, as any Argon2 library takes it.</summary>
    public string Plain { get; }

    public string? KeyId { get; }

    public Argon2Cost Cost { get; }

    public static string Compute(ReadOnlySpan<byte> secret, Argon2Cost cost)
    {
        Span<char> phc = stackalloc char[Argon2id.HashSize];
        Argon2id.ComputeHash(phc, secret, cost.Iterations, cost.MemoryKiB * 1024);

        return phc.TrimEnd('\0').ToString();
    }

    public static string WithKeyId(string plain, string? keyId)
    {
        var salt = plain.LastIndexOf('$', plain.LastIndexOf('$') - 1);

        return keyId is null ? plain : plain.Insert(salt, $",keyid={keyId}");
    }

    /// <returns>Null when the string isn't such a hash, or asks for more work than we do for anyone.</returns>
    public static Argon2Hash? TryParse(string hash)
    {
        if (Format().Match(hash) is not { Success: true } match) return null;

        var cost = new Argon2Cost(Number(match.Groups["memory"]), Number(match.Groups["iterations"]));
        var keyId = match.Groups["keyid"];

        if (!cost.IsBearable) return null;

        return new($"{match.Groups["head"]}{match.Groups["tail"]}", keyId.Success ? keyId.Value : null, cost);
    }

    public bool IsOf(byte[] secret) => Argon2id.VerifyHash(Plain, secret);

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    // Seven digits of memory hold 1 GiB in KiB; salts of 8 to 32 bytes, tags of 16 to 64: Debian's Django makes 16.
    [GeneratedRegex("""
        \A(?<head>\$argon2id\$v=19\$m=(?<memory>[1-9][0-9]{0,6}),t=(?<iterations>[1-9][0-9]?),p=[1-9])
        (,keyid=(?<keyid>[a-zA-Z0-9/+.-]{1,32}))?
        (?<tail>\$[a-zA-Z0-9/+]{11,43}\$[a-zA-Z0-9/+]{22,86})\z
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Format();
}
