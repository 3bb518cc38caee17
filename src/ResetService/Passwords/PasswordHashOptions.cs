using System.ComponentModel.DataAnnotations;

namespace ResetService.Passwords;

/// <summary>
/// The cost of Argon2id, never below OWASP's Password Storage Cheat Sheet (lanes are always one: libsodium has no more), and how many hashes
/// of any format are made at a time.
/// </summary>
internal sealed record PasswordHashOptions : IValidatableObject
{
    private const int UsualMemoryKiB = 19_456;

    private static readonly Argon2Cost[] Minimums =
        [new(47_104, 1), new(19_456, 2), new(12_288, 3), new(9_216, 4), new(7_168, 5)];

    [Range(7_168, Argon2Cost.MaxMemoryKiB)]
    public int MemoryKiB { get; init; } = UsualMemoryKiB;

    [Range(1, Argon2Cost.MaxIterations)]
    public int Iterations { get; init; } = 2;

    /// <summary>
    /// How many hashes run at once; each takes a core, and Argon2id <see cref="MemoryKiB"/>. Of stored ones that take more, one runs at a time.
    /// By default one a core, and no more than <see cref="ThatFit"/>: a container may see all cores of its host and little of its memory.
    /// </summary>
    [Range(1, 1024)]
    public int Concurrency { get; init; } = ThatFit(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Environment.ProcessorCount);

    /// <summary>How many may wait for their turn; the next one is told to come back.</summary>
    [Range(0, 10_000)]
    public int QueueLimit { get; init; } = 32;

    public Argon2Cost Cost => new(MemoryKiB, Iterations);

    /// <summary>How many hashes of the usual cost run on these cores within a quarter of the memory.</summary>
    /// <param name="memory">Bytes.</param>
    /// <param name="cores">How many there are.</param>
    internal static int ThatFit(long memory, int cores) => (int)Math.Clamp(memory / 4 / (UsualMemoryKiB * 1024L), 1, cores);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Minimums.Any(Cost.IsAtLeast))
            yield return new($"must reach one of {string.Join(", ", Minimums)}", [nameof(MemoryKiB), nameof(Iterations)]);
        if (!Cost.IsBearable)
            yield return new("are too costly together", [nameof(MemoryKiB), nameof(Iterations)]);
    }
}
