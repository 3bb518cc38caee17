namespace ResetService.Timing;

/// <summary>How well a time tells two groups apart: 0.5 not at all, 0 or 1 always.</summary>
internal static class AreaUnderCurve
{
    /// <summary>The share of pairs in which the first is the larger, ties counted half (Mann and Whitney's U, scaled).</summary>
    public static double Of(IReadOnlyCollection<double> first, IReadOnlyCollection<double> second) =>
        first.Average(a => second.Average(b => a > b ? 1 : a < b ? 0 : 0.5));
}
