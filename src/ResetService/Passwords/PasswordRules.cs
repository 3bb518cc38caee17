namespace ResetService.Passwords;

/// <summary>The policy as a client is told it. Mixing is asked of passwords shorter than <paramref name="MixBelow"/>.</summary>
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

        return new(minLength, options.MaxLength, Math.Min(mixBelow, options.MaxLength + 1), options.MinScore);
    }
}
