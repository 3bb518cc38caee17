using ResetService.Hosting;

namespace ResetService.Limits;

/// <summary>A limit on the calls of each of its subjects: a network, an address, a partner, a shop.</summary>
/// <param name="Name">In Redis and in <c>RateLimit</c> fields.</param>
/// <param name="Rate">Where its numbers stand.</param>
/// <param name="Times">How often its quota fits before it refuses. Only <see cref="TicketLimits"/>'s soft limits hold more than one.</param>
internal sealed record Limit(string Name, Func<LimitOptions, Rate> Rate, int Times = 1);
