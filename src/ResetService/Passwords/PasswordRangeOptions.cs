using System.ComponentModel.DataAnnotations;

namespace ResetService.Passwords;

/// <summary>Have I Been Pwned's range API, or a mirror of it: it learns five of the forty hex digits of a password's SHA-1.</summary>
internal sealed record PasswordRangeOptions : IValidatableObject
{
    public bool Enabled { get; init; }

    public Uri BaseUrl { get; init; } = new("https://api.pwnedpasswords.com");

    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    [EnumDataType(typeof(WhenRangeDown))]
    public WhenRangeDown WhenDown { get; init; } = WhenRangeDown.Accept;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (BaseUrl is not { IsAbsoluteUri: true, Scheme: "https" or "http" })
            yield return new("must be an absolute http(s) URL", [nameof(BaseUrl)]);
    }
}

/// <summary>Accept fails open: a password passes unasked. Refuse fails closed: nobody can set one until the API is back.</summary>
internal enum WhenRangeDown
{
    Accept,
    Refuse,
}
