using Microsoft.Extensions.Options;

namespace ResetService.Passwords;

/// <summary>All formats there are: one makes the new hashes, any verifies.</summary>
internal sealed class PasswordFormats
{
    public const string Argon2id = "argon2id";
    public const string Pbkdf2Sha512 = "pbkdf2-sha512";
    public const string AspNetIdentity = "aspnet-identity-v3";
    public const string DjangoPbkdf2 = "django-pbkdf2-sha256";
    public const string DjangoArgon2 = "django-argon2";
    public const string Bcrypt = "bcrypt";

    private readonly IPasswordFormat[] all;

    public PasswordFormats(IOptions<PasswordOptions> options)
    {
        all =
        [
            new Argon2idFormat(options.Value), new Pbkdf2Sha512Format(options.Value.Pbkdf2), new AspNetIdentityFormat(options.Value.Pbkdf2),
            new DjangoPbkdf2Format(options.Value.Pbkdf2), new DjangoArgon2Format(options.Value.Hash), new BcryptFormat(options.Value.Bcrypt),
        ];
        Current = all.Single(format => format.Name == options.Value.Format);
    }

    /// <summary>The format of new hashes.</summary>
    public IPasswordFormat Current { get; }

    /// <inheritdoc cref="IPasswordFormat.Read"/>
    public StoredHash? Read(string hash) => all.Select(format => format.Read(hash)).OfType<StoredHash>().FirstOrDefault();
}
