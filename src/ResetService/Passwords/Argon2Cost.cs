namespace ResetService.Passwords;

/// <summary>What one Argon2id hash costs.</summary>
internal readonly record struct Argon2Cost(int MemoryKiB, int Iterations)
{
    public const int MaxMemoryKiB = 1 << 20;
    public const int MaxIterations = 64;

    // 1 GiB passed 4 times, libsodium's heaviest preset: seconds, not minutes.
    private const long MaxWork = 4L << 20;

    /// <summary>A stored hash names its own cost: past this one it would only hold the service up.</summary>
    public bool IsBearable =>
        MemoryKiB <= MaxMemoryKiB && Iterations <= MaxIterations && (long)MemoryKiB * Iterations <= MaxWork;

    public bool IsAtLeast(Argon2Cost other) => MemoryKiB >= other.MemoryKiB && Iterations >= other.Iterations;

    public override string ToString() => $"{MemoryKiB}/{Iterations}";
}
