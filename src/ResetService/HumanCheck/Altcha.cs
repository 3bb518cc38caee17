using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using ResetService.Hosting;
using StackExchange.Redis;

namespace ResetService.HumanCheck;

/// <summary>ALTCHA's protocol v2: makes challenges, and takes each proof once. A challenge costs one derivation, a proof one MAC and at most one derivation.</summary>
internal sealed class Altcha(Keys keys, Redis redis, TimeProvider clock, IOptions<HumanCheckOptions> options, IOptions<JsonOptions> json) : IHumanCheck
{
    private const string Action = "createResetTicket"; // the one operation that takes a proof
    private const string Algorithm = "PBKDF2/SHA-256"; // in every browser; the memory-hard ones need a worker that the widget doesn't bring along
    private const int RandomBytes = 16;
    private const int KeyBytes = 32;
    private const int PrefixBytes = KeyBytes / 2; // as the protocol has it: no other counter has this prefix, and it gives nothing of the other half

    private static readonly LuaFile SpendProof = new("spend-proof.lua");

    private AltchaOptions Work => options.Value.Altcha;

    public Challenge Create(int level)
    {
        // The answer is drawn, not found by chance: the work has a bound, and each level doubles it without making a proof dearer to check.
        var counter = (uint)RandomNumberGenerator.GetInt32((2 * Work.Attempts) << level);
        var unsolved = new ChallengeParameters(Algorithm, Work.Cost, new(Action, level), (clock.GetUtcNow() + Work.Lifetime).ToUnixTimeSeconds(),
            KeyBytes, KeyPrefix: "", RandomNumberGenerator.GetHexString(2 * RandomBytes, lowercase: true), RandomNumberGenerator.GetHexString(2 * RandomBytes, lowercase: true));
        var parameters = unsolved with { KeyPrefix = Derive(unsolved, counter)[..(2 * PrefixBytes)] };

        return new(parameters, keys.SignChallenge(Canonical(parameters)));
    }

    public async Task<Refusal?> CheckAsync(string? proof, Func<Task<int>> level, IPAddress? clientAddress, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(proof)) return HumanCheckRefusal.Missing;
        if (Read(proof) is not { } read || !IsOurs(read.Challenge) || !IsSolved(read)) return HumanCheckRefusal.Invalid;

        var challenge = read.Challenge.Parameters;
        return await SpendAsync(challenge) switch
        {
            "expired" => HumanCheckRefusal.Expired,
            "replayed" => HumanCheckRefusal.Replayed,
            _ => await JudgeAsync(challenge.Data.Level, level),
        };
    }

    private async Task<Refusal?> JudgeAsync(int solved, Func<Task<int>> level)
    {
        var asked = Math.Min(await level(), Work.MaxLevel);
        return solved < asked ? HumanCheckRefusal.TooEasy(Create(asked)) : null;
    }

    private Proof? Read(string proof)
    {
        var bytes = new byte[proof.Length];
        if (!Convert.TryFromBase64String(proof, bytes, out var length)) return null;

        try
        {
            return JsonSerializer.Deserialize<Proof>(bytes.AsSpan(0, length), json.Value.SerializerOptions);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool IsOurs(Challenge challenge) =>
        keys.HasSignedChallenge(Canonical(challenge.Parameters), challenge.Signature) && challenge.Parameters.Data.Action == Action;

    // Asked after the MAC alone: the parameters are ours, so no one can make the server derive more than it chose.
    private static bool IsSolved(Proof proof)
    {
        var key = Derive(proof.Challenge.Parameters, proof.Solution.Counter);
        return key == proof.Solution.DerivedKey && key.StartsWith(proof.Challenge.Parameters.KeyPrefix, StringComparison.Ordinal);
    }

    private async Task<string> SpendAsync(ChallengeParameters challenge) =>
        (string)(await redis.RunAsync(SpendProof, [ProofKey(challenge.Nonce)], challenge.ExpiresAt * 1000))!;

    private static RedisKey ProofKey(string nonce) => $"reset:proof:{{{nonce}}}";

    // Every member named, every string quoted, nothing left out: whatever is moved from one to another changes the text (CVE-2025-68113 is about one without).
    private string Canonical(ChallengeParameters parameters) => JsonSerializer.Serialize(parameters, json.Value.SerializerOptions);

    private static string Derive(ChallengeParameters challenge, uint counter)
    {
        var attempt = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(attempt, counter);
        byte[] password = [.. Convert.FromHexString(challenge.Nonce), .. attempt];

        return Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2(
            password, Convert.FromHexString(challenge.Salt), challenge.Cost, HashAlgorithmName.SHA256, challenge.KeyLength));
    }
}
