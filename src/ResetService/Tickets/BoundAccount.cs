using System.Text.Json;

namespace ResetService.Tickets;

/// <summary>The account as the worker found it. A reset can change this account only, and only while it is still like this.</summary>
/// <param name="Id">The account's key.</param>
/// <param name="Address">The address on file.</param>
/// <param name="Stamp">The security stamp, new with every password.</param>
internal sealed record BoundAccount(string Id, string Address, string Stamp)
{
    public static BoundAccount Parse(string text) => JsonSerializer.Deserialize<BoundAccount>(text)!;

    public string Serialize() => JsonSerializer.Serialize(this);

    public override string ToString() => nameof(BoundAccount); // its properties are nobody's business
}
