using System.Globalization;
using ResetService.Hosting;
using StackExchange.Redis;

namespace ResetService.Tickets;

/// <summary>What the steps had to tell, until the worker has passed it on: no step waits for a database. Taken ones are leased; whoever dies with one leaves it due again.</summary>
internal sealed class EventQueue(Redis redis)
{
    public const string Work = "events";

    private static readonly LuaFile TakeEvents = new("take-events.lua");
    private static readonly LuaFile DropEvent = new("drop-event.lua");

    /// <summary>Longer than passing some events on can take: a statement of Postgres each.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    // A lease's worth of slow statements.
    private const int Most = 10;

    public async Task<IReadOnlyList<EventLease>> TakeAsync(int partition)
    {
        var taken = (RedisValue[])(await redis.RunAsync(TakeEvents, [TicketKeys.Events(partition)], (long)Lease.TotalMilliseconds, Most))!;

        return [.. taken.Select(member => new EventLease(partition, member))];
    }

    public Task DropAsync(EventLease lease) => redis.RunAsync(DropEvent, [TicketKeys.Events(lease.Partition)], lease.Member);
}

/// <summary>A lease on something that a step told. Its text is one of its kind: passed on again it is the same event.</summary>
/// <param name="Partition">Where it waits.</param>
/// <param name="Member">As it stands there: when, what, the ticket's id, its partner, a mail's reference, its storefront, each behind a space; a storefront's name may have some.</param>
internal sealed record EventLease(int Partition, RedisValue Member)
{
    private const int Parts = 6;

    /// <returns>What it says, or null where it is none: anyone with access to Redis can write one.</returns>
    public TicketEvent? Read() =>
        $"{Member}".Split(' ', Parts) is [var at, var type, var id, var partner, var reference, var storefront]
        && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        && TicketId.Read(id) is { IsWellFormed: true } ticket
            ? new(type, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), ticket, partner, reference, storefront)
            : null;

    public override string ToString() => $"event in {Partition}"; // the member carries the address's tag
}

/// <summary>Something that happened to a ticket.</summary>
/// <param name="Type">What, by the word of whoever wanted to hear of it.</param>
/// <param name="At">When, by Redis's clock.</param>
/// <param name="Ticket">Which.</param>
/// <param name="Partner">Whose ticket it is; empty for anyone else's.</param>
/// <param name="Reference">Of the mail it is about; else empty.</param>
/// <param name="Storefront">Where the reset was asked for.</param>
internal sealed record TicketEvent(string Type, DateTimeOffset At, TicketId Ticket, string Partner, string Reference, string Storefront);
