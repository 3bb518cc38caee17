using System.ComponentModel.DataAnnotations;

namespace ResetService.HumanCheck;

/// <summary>How a caller proves that a person is there.</summary>
internal enum HumanCheckMode
{
    /// <summary>Not at all: a proof is accepted and ignored.</summary>
    Off,
}

/// <summary>The section <c>HumanCheck</c>.</summary>
internal sealed record HumanCheckOptions : IValidatableObject
{
    [Required]
    public HumanCheckMode? Mode { get; init; }

    /// <summary>Outside Development the check can be switched off on purpose only.</summary>
    public bool AllowOff { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var environment = validationContext.GetRequiredService<IHostEnvironment>();
        if (Mode is HumanCheckMode.Off && !AllowOff && !environment.IsDevelopment())
            yield return new("is off; outside Development that needs HumanCheck:AllowOff.", [nameof(Mode)]);
    }
}
