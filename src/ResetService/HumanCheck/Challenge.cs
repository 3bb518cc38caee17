using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace ResetService.HumanCheck;

/// <summary>Work for a browser, in ALTCHA's protocol v2. The public widget and libraries take it as it is.</summary>
/// <param name="Parameters">The work.</param>
/// <param name="Signature" example="f0d1b2e6a8c94c35b1f7a2d09e6c83b4570e1d2a9b8c7f6e5d4c3b2a19080706">The server's MAC over all parameters.</param>
internal sealed record Challenge(ChallengeParameters Parameters, [property: RegularExpression("^[0-9a-f]{64}$")] string Signature);

/// <summary>The work: find the counter whose key, derived from the nonce and the counter, begins with keyPrefix.</summary>
/// <remarks>Members stand in the order of their names: what is signed is this record's JSON, which is the canonical JSON of the protocol.</remarks>
/// <param name="Algorithm" example="PBKDF2/SHA-256">The key derivation.</param>
/// <param name="Cost" example="5000">Its rounds.</param>
/// <param name="Data">What the challenge is for.</param>
/// <param name="ExpiresAt" example="1893499800">When its proof stops being taken, in Unix seconds.</param>
/// <param name="KeyLength" example="32">Bytes of the key.</param>
/// <param name="KeyPrefix" example="7a1f0c9be24d5386a0d4e8f112c3b5a6">How the key must begin, in hex.</param>
/// <param name="Nonce" example="3b9ac9ff00a1b2c3d4e5f60718293a4b">In hex. The counter is appended to it in four bytes, big-endian.</param>
/// <param name="Salt" example="c0ffee00112233445566778899aabbcc">In hex.</param>
internal sealed record ChallengeParameters(
    string Algorithm, int Cost, ChallengeData Data, long ExpiresAt, int KeyLength, [property: RegularExpression(ChallengeParameters.Hex)] string KeyPrefix,
    [property: RegularExpression(ChallengeParameters.Hex)] string Nonce, [property: RegularExpression(ChallengeParameters.Hex)] string Salt)
{
    private const string Hex = "^[0-9a-f]{32}$";
}

/// <summary>What a challenge is for.</summary>
/// <param name="Action" example="createResetTicket">The operation that takes the proof; no other does.</param>
/// <param name="Level" example="0">How hard it is. Each level takes twice the work of the one before.</param>
internal sealed record ChallengeData(string Action, int Level);

/// <summary>A solved challenge, as the widget sends it: this, as JSON in base64.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)] // a later widget may say more beside the challenge, never inside it
internal sealed record Proof(Challenge Challenge, Solution Solution);

/// <param name="Counter">The attempt that succeeded.</param>
/// <param name="DerivedKey">Its key, in hex.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record Solution(uint Counter, string DerivedKey)
{
    public override string ToString() => nameof(Solution); // whoever reads it can spend it
}
