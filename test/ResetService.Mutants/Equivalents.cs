namespace ResetService.Mutants;

/// <summary>The changes that no test can see, and why. One that a test sees after all, or that no script has any more, is an error.</summary>
internal static class Equivalents
{
    public static readonly IReadOnlyDictionary<(string Script, string Change), string> Reasons = new Dictionary<(string, string), string>
    {
        [("charge-limit.lua", "if drained + drain > full then return {0, 0, drained + drain - full, drained + now} end")] =
            "when all are free again is for callers that have some left; a refused one is told when one is",
        [("complete-reset.lua", "if not known or known <= tonumber(completed) then redis.call('SET', epoch, completed, 'PX', lifetime) end")] =
            "the same completion told again writes the same moment, for as long again",
        [("confirm-link.lua", "without lifetime = tonumber(lifetime)")] =
            "Lua adds a number that is written as text, and Redis takes it for a time to live",
    };
}
