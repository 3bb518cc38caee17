using System.ComponentModel.DataAnnotations;
using ResetService.Hosting;

namespace ResetService.Passwords;

/// <summary>The section "Passwords". Lengths count code points.</summary>
internal sealed record PasswordOptions : IValidatableObject
{
    public const string Nist = "nist-800-63b-4";
    public const string Classic = "classic";

    /// <summary>Replaces <see cref="MinLength"/> and <see cref="MixBelow"/>: "nist-800-63b-4" asks for 15 and no mixing, "classic" for 8 and mixing always.</summary>
    [AllowedValues(null, Nist, Classic, ErrorMessage = $"must be \"{Nist}\" or \"{Classic}\", or be left out")]
    public string? Preset { get; init; }

    [Range(8, 64)]
    public int MinLength { get; init; } = 8;

    // 64 must be accepted (NIST SP 800-63B-4, 3.1.1.2). Twice 512 code points, escaped as JSON, still fit a body of 16 KiB.
    [Range(64, 512)]
    public int MaxLength { get; init; } = 256;

    /// <summary>Passwords shorter than this need a digit, an upper- and a lower-case Latin letter.</summary>
    [Range(0, int.MaxValue)]
    public int MixBelow { get; init; } = 15;

    /// <summary>The lowest zxcvbn score that is accepted.</summary>
    [Range(0, 4)]
    public int MinScore { get; init; } = 3;

    /// <summary>A text file of refused passwords, one a line, in UTF-8.</summary>
    public string? BlocklistFile { get; init; }

    /// <summary>How many of an account's passwords, from its present one back, a new one may not equal. Each costs one more hash.</summary>
    [Range(0, 24)] // 24: the most that directories ask for
    public int History { get; init; }

    /// <summary>32 random bytes in base64. They key an HMAC before Argon2id; losing them loses every password hashed with them.</summary>
    public string? Pepper { get; init; }

    /// <summary>Peppers of older hashes: they verify and are never used for a new hash.</summary>
    public IReadOnlyList<string> PreviousPeppers { get; init; } = [];

    /// <summary>How new passwords are kept. Hashes of every format verify.</summary>
    [AllowedValues(
        PasswordFormats.Argon2id, PasswordFormats.Pbkdf2Sha512, PasswordFormats.AspNetIdentity, PasswordFormats.DjangoPbkdf2, PasswordFormats.DjangoArgon2, PasswordFormats.Bcrypt,
        ErrorMessage = $"must be \"{PasswordFormats.Argon2id}\", \"{PasswordFormats.Pbkdf2Sha512}\", \"{PasswordFormats.AspNetIdentity}\", \"{PasswordFormats.DjangoPbkdf2}\", \"{PasswordFormats.DjangoArgon2}\" or \"{PasswordFormats.Bcrypt}\"")]
    public string Format { get; init; } = PasswordFormats.Argon2id;

    public PasswordHashOptions Hash { get; init; } = new();

    public Pbkdf2Options Pbkdf2 { get; init; } = new();

    public BcryptOptions Bcrypt { get; init; } = new();

    public PasswordRangeOptions Range { get; init; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (BlocklistFile is not null && !File.Exists(BlocklistFile))
            yield return new($"the file \"{BlocklistFile}\" does not exist", [nameof(BlocklistFile)]);
        if (Pepper is not null && !KeyOptions.IsKey(Pepper))
            yield return new("must be 32 random bytes in base64 (keys new prints some)", [nameof(Pepper)]);
        // A poor one that older versions took has to stay here for as long as it has hashes.
        if (!PreviousPeppers.All(Peppers.HasLength))
            yield return new("each must be 32 bytes in base64", [nameof(PreviousPeppers)]);

        if (Pepper is not null && Format is not PasswordFormats.Argon2id)
            yield return new($"is for {PasswordFormats.Argon2id} alone: nobody else could verify it in {Format}", [nameof(Pepper)]);

        (string, object)[] sections = [(nameof(Hash), Hash), (nameof(Pbkdf2), Pbkdf2), (nameof(Bcrypt), Bcrypt), (nameof(Range), Range)];
        foreach (var failure in sections.SelectMany(section => Settings.Nested(section.Item1, section.Item2))) yield return failure;
    }

    public override string ToString() => nameof(PasswordOptions); // the peppers are secrets
}
