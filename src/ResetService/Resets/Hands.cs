using System.Collections.Concurrent;

namespace ResetService.Resets;

/// <summary>Who works on what in a lane of the outbox, in this process: a slow receiver leaves hands for the others, and one that asked for quiet gets it.</summary>
/// <param name="inAll">How many messages are in hand at a time.</param>
/// <param name="ofAKind">How many of them may be of one kind.</param>
internal sealed class Hands(int inAll, int ofAKind)
{
    private readonly ConcurrentDictionary<string, int> inUse = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> heldUntil = new(StringComparer.Ordinal);

    public int InAll => inAll;

    /// <summary>The kinds to take nothing of now.</summary>
    public string[] NotNow(DateTimeOffset now) =>
        [.. inUse.Where(kind => kind.Value >= ofAKind).Select(kind => kind.Key), .. heldUntil.Where(kind => kind.Value > now).Select(kind => kind.Key)];

    public void Take(string kind) => inUse.AddOrUpdate(kind, 1, (_, taken) => taken + 1);

    /// <returns>Whether the kind had all the hands that it may have: more of it may wait for this one.</returns>
    public bool Free(string kind) => inUse.AddOrUpdate(kind, 0, (_, taken) => taken - 1) >= ofAKind - 1;

    public void Hold(string kind, DateTimeOffset until) => heldUntil.AddOrUpdate(kind, until, (_, held) => held > until ? held : until);
}
