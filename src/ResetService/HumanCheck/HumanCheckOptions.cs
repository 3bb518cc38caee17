using System.ComponentModel.DataAnnotations;
using ResetService.Hosting;

namespace ResetService.HumanCheck;

/// <summary>How a caller proves that a person is there.</summary>
internal enum HumanCheckMode
{
    /// <summary>By work: a challenge of ours, solved in the browser.</summary>
    Altcha,

    /// <summary>By the word of Turnstile, hCaptcha or reCAPTCHA.</summary>
    Siteverify,

    /// <summary>Not at all: a proof is accepted and ignored.</summary>
    Off,
}

/// <summary>The section <c>HumanCheck</c>.</summary>
internal sealed record HumanCheckOptions : IValidatableObject
{
    [EnumDataType(typeof(HumanCheckMode))]
    public HumanCheckMode Mode { get; init; } = HumanCheckMode.Altcha;

    /// <summary>Outside Development the check can be switched off on purpose only.</summary>
    public bool AllowOff { get; init; }

    public AltchaOptions Altcha { get; init; } = new();

    public SiteverifyOptions Siteverify { get; init; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var environment = validationContext.GetRequiredService<IHostEnvironment>();
        if (Mode is HumanCheckMode.Off && !AllowOff && !environment.IsDevelopment())
            yield return new("is off; outside Development that needs HumanCheck:AllowOff.", [nameof(Mode)]);

        var section = Mode switch
        {
            HumanCheckMode.Altcha => Settings.Nested(nameof(Altcha), Altcha),
            HumanCheckMode.Siteverify => Settings.Nested(nameof(Siteverify), Siteverify),
            _ => [],
        };
        foreach (var failure in section) yield return failure;
    }
}

/// <summary>How hard a challenge of ours is, and how long it lives.</summary>
/// <remarks>
/// The cost is what the server pays, once for a challenge and once for a proof: 5,000 rounds of PBKDF2 took 0.9 ms where this was measured.
/// A browser's call of its Web Crypto cost 0.1-0.2 ms beside them: with fewer rounds that would weigh on the customer and spare an attacker's own program.
/// The attempts are what the customer pays: half as many took the widget 0.2-0.3 s on two cores. Reckoned from that at a quarter of the speed a core,
/// on four of them, a phone takes 0.4 s, and never more than twice the average, since the answer is drawn evenly from the first 1,000.
/// Each level doubles that. At a tenth of the speed the fourth takes 34 s, 69 at worst: the widget gives up after 90.
/// </remarks>
internal sealed record AltchaOptions
{
    /// <summary>Of a challenge, from its making to the last moment its proof is taken.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Rounds of PBKDF2 in one attempt.</summary>
    [Range(1_000, 50_000)]
    public int Cost { get; init; } = 5_000;

    /// <summary>Attempts that a challenge of level 0 takes on average.</summary>
    [Range(1, 100_000)]
    public int Attempts { get; init; } = 500;

    /// <summary>The hardest level that is asked for; the limits count no further than 4.</summary>
    [Range(0, 4)]
    public int MaxLevel { get; init; } = 4;
}

/// <summary>Whom to ask about a proof, and what its answer must say.</summary>
internal sealed record SiteverifyOptions : IValidatableObject
{
    /// <summary>For instance https://challenges.cloudflare.com/turnstile/v0/siteverify.</summary>
    [Required]
    public Uri? Url { get; init; }

    [Required]
    public string? Secret { get; init; }

    /// <summary>Where a proof may have been made. Empty for a verifier that doesn't say: with names here an answer without one is refused.</summary>
    public IReadOnlyList<string> Hostnames { get; init; } = [];

    /// <summary>What a proof must have been made for. Absent for a verifier that doesn't say: with an action here an answer without one is refused.</summary>
    public string? Action { get; init; }

    /// <summary>For reCAPTCHA v3, which finds success in every proof and says by a score what it thinks of it: 1 a person, 0 a program.</summary>
    [Range(0d, 1d)]
    public double? MinScore { get; init; }

    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is { IsAbsoluteUri: true } && (Url.Scheme == Uri.UriSchemeHttps || (Url.Scheme == Uri.UriSchemeHttp && Url.IsLoopback))) yield break;

        yield return new("must be an https URL; http is for a loopback address.", [nameof(Url)]);
    }

    public override string ToString() => nameof(SiteverifyOptions); // the secret is inside
}
