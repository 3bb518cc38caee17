namespace ResetService.Passwords;

/// <summary>A hash that one of our formats has read.</summary>
/// <param name="IsOf">Tells whether a password is the hash's.</param>
/// <param name="MemoryKiB">What that takes: the hash says so itself, whatever the settings are. Next to nothing but with Argon2.</param>
internal sealed record StoredHash(Predicate<string> IsOf, int MemoryKiB = 0);
