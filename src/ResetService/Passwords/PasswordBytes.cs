using System.Security.Cryptography;
using System.Text;

namespace ResetService.Passwords;

/// <summary>A password as UTF-8, wiped from memory after its use.</summary>
internal static class PasswordBytes
{
    // Strict: a lone surrogate must not become U+FFFD, or different passwords would verify alike.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The password holds a lone surrogate.</exception>
    public static T Use<T>(string password, Func<byte[], T> use) => Use(Utf8.GetBytes(password), use);

    public static T Use<T>(byte[] secret, Func<byte[], T> use)
    {
        try
        {
            return use(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
