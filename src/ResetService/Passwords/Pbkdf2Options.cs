using System.ComponentModel.DataAnnotations;

namespace ResetService.Passwords;

/// <summary>The rounds of PBKDF2, never below OWASP's Password Storage Cheat Sheet for their hash.</summary>
internal sealed record Pbkdf2Options
{
    /// <summary>A stored hash names its own rounds: past these it would only hold the service up. They take four seconds.</summary>
    public const int MaxIterations = 10_000_000;

    /// <summary>Of "pbkdf2-sha512" and "aspnet-identity-v3".</summary>
    [Range(220_000, MaxIterations)]
    public int Sha512Iterations { get; init; } = 220_000;

    /// <summary>Of "django-pbkdf2-sha256".</summary>
    [Range(600_000, MaxIterations)]
    public int Sha256Iterations { get; init; } = 600_000;
}
