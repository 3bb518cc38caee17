using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using ResetService.Hosting;
using StackExchange.Redis;

namespace ResetService.Idempotency;

/// <summary>Calls that carried a key: who runs them, and what they were answered. Redis holds digests and a sealed answer.</summary>
internal sealed class CallStore(Redis redis, Keys keys)
{
    private const string Purpose = "first answer";

    private static readonly LuaFile ClaimCall = new("claim-call.lua");
    private static readonly LuaFile SettleCall = new("settle-call.lua");

    public static readonly TimeSpan AnswersLive = TimeSpan.FromMinutes(10);

    /// <summary>Longer than a call can take: setPassword waits for a hash, the range API and some commands of Postgres, seconds each, at the worst.</summary>
    public static readonly TimeSpan ClaimsLive = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan SoonDone = TimeSpan.FromSeconds(1);

    /// <returns>A claim when the call is the caller's to run, else its first answer or why there is none.</returns>
    public async Task<(Claim?, FirstAnswer?, Refusal?)> ClaimAsync(IdempotentCall call)
    {
        var name = Name(call);
        var claim = new Claim(name, Fingerprint(name, call.Body), Guid.NewGuid().ToString("N"));
        var said = await redis.RunAsync(ClaimCall, [Key(claim)], claim.Fingerprint, claim.Claimant, Milliseconds(ClaimsLive));

        return (string?)said[0] switch
        {
            "claimed" => (claim, null, null),
            "answered" when Open(claim, (string)said[1]!) is { } answer => (null, answer, null),
            // Altered, or sealed by a key that this instance does not have (yet): the call has happened, so it can't run again.
            "answered" => (null, null, Problems.ServiceUnavailable),
            "request-in-progress" => (null, null, new Refusal(Problems.RequestInProgress) { RetryAfter = SoonDone }),
            "idempotency-key-reused" => (null, null, Problems.IdempotencyKeyReused),
            var code => throw new UnreachableException($"A script answered {code}."),
        };
    }

    /// <returns>False when the claim had run out and the answer is not kept.</returns>
    public Task<bool> KeepAsync(Claim claim, FirstAnswer answer) => SettleAsync(claim, keys.Seal(Owner(claim), Purpose, JsonSerializer.Serialize(answer)));

    /// <summary>Lets the key go, so that the caller can correct the call and send it again.</summary>
    public Task<bool> ForgetAsync(Claim claim) => SettleAsync(claim, "");

    private async Task<bool> SettleAsync(Claim claim, string sealedAnswer) =>
        (bool)await redis.RunAsync(SettleCall, [Key(claim)], claim.Fingerprint, claim.Claimant, sealedAnswer, Milliseconds(AnswersLive));

    private FirstAnswer? Open(Claim claim, string sealedAnswer) =>
        keys.Open(Owner(claim), Purpose, sealedAnswer) is { } answer ? JsonSerializer.Deserialize<FirstAnswer>(answer) : null;

    // Lengths stand before the parts, so that no two calls make one text.
    private string Name(IdempotentCall call) => keys.Digest(string.Concat(
        new[] { "idempotency", call.Caller, call.Operation, call.Path, call.Authorization, call.Key.Text }.Select(part => $"{part.Length}:{part}")));

    private string Fingerprint(string name, byte[] body) => keys.Digest($"{name}:{Convert.ToBase64String(SHA256.HashData(body))}");

    // Under another call's key, or beside another body's fingerprint, an answer does not open.
    private static string Owner(Claim claim) => $"{claim.Name}.{claim.Fingerprint}";

    private static RedisKey Key(Claim claim) => $"reset:idempotency:{{{claim.Name}}}";

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
}

/// <summary>
/// All that makes two calls the same one. The caller's network is not part of it: a phone that changes networks is when answers get lost.
/// Where no secret is sent, the key itself, a random one, and the proof in the body are what nobody else has.
/// </summary>
/// <param name="Caller">The partner's name, empty for anyone else.</param>
/// <param name="Operation">Its operationId.</param>
/// <param name="Path">As sent.</param>
/// <param name="Authorization">The header as sent: with another secret it is another call, so that nobody learns of this one.</param>
/// <param name="Key">The caller's.</param>
/// <param name="Body">Its bytes; a key stands for one body only.</param>
internal sealed record IdempotentCall(string Caller, string Operation, string Path, string Authorization, IdempotencyKey Key, byte[] Body)
{
    public override string ToString() => nameof(IdempotentCall); // secrets and addresses
}

/// <summary>The right to run a call. Nobody else has it until it is settled or has run out.</summary>
internal sealed record Claim(string Name, string Fingerprint, string Claimant);
