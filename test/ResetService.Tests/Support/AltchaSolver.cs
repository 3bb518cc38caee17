using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ResetService.Tests.Support;

/// <summary>Solves challenges as the ALTCHA widget does, and makes its payload of them.</summary>
internal static class AltchaSolver
{
    public static string Solve(JsonNode challenge) => Encode(SolvedBy(challenge));

    /// <summary>The payload before it is encoded, for whoever wants to alter it.</summary>
    public static JsonNode SolvedBy(JsonNode challenge)
    {
        for (uint counter = 0; ; counter++)
        {
            var key = Derive(challenge, counter);
            if (!key.StartsWith((string)challenge["parameters"]!["keyPrefix"]!, StringComparison.Ordinal)) continue;

            return new JsonObject
            {
                ["challenge"] = challenge.DeepClone(),
                ["solution"] = new JsonObject { ["counter"] = (long)counter, ["derivedKey"] = key, ["time"] = 12.5 },
            };
        }
    }

    /// <summary>The key of one attempt.</summary>
    public static string Derive(JsonNode challenge, uint counter)
    {
        var parameters = challenge["parameters"]!;
        var attempt = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(attempt, counter);
        byte[] password = [.. Convert.FromHexString((string)parameters["nonce"]!), .. attempt];

        return Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2(
            password, Convert.FromHexString((string)parameters["salt"]!), (int)parameters["cost"]!, HashAlgorithmName.SHA256, (int)parameters["keyLength"]!));
    }

    public static string Encode(JsonNode payload) => Convert.ToBase64String(Encoding.UTF8.GetBytes(payload.ToJsonString()));

    public static JsonNode Decode(string proof) => JsonNode.Parse(Convert.FromBase64String(proof))!;
}
