namespace ResetService.Passwords;

/// <summary>What a new password must be like. Lengths count code points.</summary>
/// <param name="MinLength" example="8">The fewest characters.</param>
/// <param name="MaxLength" example="256">The most characters.</param>
/// <param name="MixBelow" example="15">Shorter ones need a digit, an upper- and a lower-case Latin letter.</param>
/// <param name="MinScore" example="3">The lowest score of checkPassword that is taken.</param>
internal sealed record PasswordRules(int MinLength, int MaxLength, int MixBelow, int MinScore)
{
    /// <param name="options">The policy of the service.</param>
    /// <param name="preset">A shop's own, in place of <see cref="PasswordOptions.Preset"/>.</param>
    public static PasswordRules From(PasswordOptions options, string? preset)
    {
        var (minLength, mixBelow) = (preset ?? options.Preset) switch
        {
            PasswordOptions.Nist => (15, 0),
            PasswordOptions.Classic => (8, int.MaxValue),
            _ => (options.MinLength, options.MixBelow),
        };

        // No password of more characters has fewer bytes; of those with fewer characters the format itself refuses what it can't keep.
        var maxLength = options is { Format: PasswordFormats.Bcrypt, Bcrypt.PreHash: false } ? Math.Min(options.MaxLength, BcryptFormat.MaxBytes) : options.MaxLength;

        return new(minLength, maxLength, Math.Min(mixBelow, maxLength + 1), options.MinScore);
    }
}
