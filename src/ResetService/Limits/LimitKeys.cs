using ResetService.Hosting;
using StackExchange.Redis;

namespace ResetService.Limits;

internal static class LimitKeys
{
    /// <summary>On a slot of its own; of the subject only a keyed digest, so that Redis knows no address of a person or a machine.</summary>
    public static RedisKey Of(Keys keys, string limit, string subject) => $"reset:limit:{{{limit}:{keys.Digest(subject)}}}";
}
