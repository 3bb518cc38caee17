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
        var parameters = challenge["parameters"]!;
        var nonce = Convert.FromHexString((string)parameters["nonce"]!);
        var salt = Convert.FromHexString((string)parameters["salt"]!);
        var password = new byte[nonce.Length + 4];
        nonce.CopyTo(password, 0);

        for (uint counter = 0; ; counter++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(password.AsSpan(nonce.Length), counter);
            var key = Convert.ToHexStringLower(
                Rfc2898DeriveBytes.Pbkdf2(password, salt, (int)parameters["cost"]!, HashAlgorithmName.SHA256, (int)parameters["keyLength"]!));
            if (!key.StartsWith((string)parameters["keyPrefix"]!, StringComparison.Ordinal)) continue;

            return new JsonObject
            {
                ["challenge"] = challenge.DeepClone(),
                ["solution"] = new JsonObject { ["counter"] = (long)counter, ["derivedKey"] = key, ["time"] = 12.5 },
            };
        }
    }

    public static string Encode(JsonNode payload) => Convert.ToBase64String(Encoding.UTF8.GetBytes(payload.ToJsonString()));

    public static JsonNode Decode(string proof) => JsonNode.Parse(Convert.FromBase64String(proof))!;
}
