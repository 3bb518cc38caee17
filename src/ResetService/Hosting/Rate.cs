using System.ComponentModel.DataAnnotations;

namespace ResetService.Hosting;

/// <summary>So many calls at once, and as many again in so much time, evenly.</summary>
internal sealed record Rate
{
    /// <summary>The upper end is for load tools: as good as none.</summary>
    [Range(1, 1_000_000_000)]
    public int Limit { get; init; }

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Window { get; init; }

    /// <summary>Time in which one call drains. Rounded up, so that no more than the limit come back in a window; above one call a millisecond fewer do.</summary>
    public long DrainMilliseconds => (long)Math.Ceiling(Window.TotalMilliseconds / Limit);

    public override string ToString() => FormattableString.Invariant($"{Limit} in {Window:c}");
}
