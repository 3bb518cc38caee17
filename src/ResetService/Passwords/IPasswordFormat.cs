namespace ResetService.Passwords;

/// <summary>One way to keep a password. A hash says which it is of, so that hashes of every format verify side by side.</summary>
internal interface IPasswordFormat
{
    /// <summary>As the setting <c>Passwords:Format</c> has it.</summary>
    string Name { get; }

    /// <returns>Why this format can't keep such a password, or null when it can.</returns>
    PasswordRemark? Refuse(string password) => null;

    /// <exception cref="ArgumentException">The password holds a lone surrogate.</exception>
    string Hash(string password);

    /// <returns>Null when the hash isn't of this format, or asks for more work than we do for anyone.</returns>
    StoredHash? Read(string hash);
}
