namespace ResetService.Passwords;

/// <summary>Django's <c>Argon2PasswordHasher</c>: the PHC string of Argon2id behind the name of the hasher, over the password as typed.</summary>
internal sealed class DjangoArgon2Format(PasswordHashOptions options) : IPasswordFormat
{
    private const string Hasher = "argon2";

    public string Name => PasswordFormats.DjangoArgon2;

    public string Hash(string password) => PasswordBytes.Use(password, bytes => Hasher + Argon2Hash.Compute(bytes, options.Cost));

    public StoredHash? Read(string hash) =>
        hash.StartsWith($"{Hasher}$", StringComparison.Ordinal) && Argon2Hash.TryParse(hash[Hasher.Length..]) is { KeyId: null } stored
            ? new(password => PasswordBytes.Use(password, stored.IsOf), stored.Cost.MemoryKiB)
            : null;
}
