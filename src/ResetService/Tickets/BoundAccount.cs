using System.Text.Json;

namespace ResetService.Tickets;

/// <summary>The account as the worker found it. A reset can change this account only, and only while it is still like this.</summary>
/// <param name="Id">The account's key.</param>
/// <param name="Address">The address on file.</param>
/// <param name="Stamp">The security stamp, new with every password.</param>
/// <param name="Storefront">The account's own shop, where it has one: mails come in its name.</param>
/// <param name="Locale">The account's own language, where it has one.</param>
internal sealed record BoundAccount(string Id, string Address, string Stamp, string? Storefront, string? Locale)
{
    public static BoundAccount Parse(string text) => JsonSerializer.Deserialize<BoundAccount>(text)!;

    /// <summary>Whether a reset that was bound to this account can still change it.</summary>
    public bool IsSameAs(BoundAccount other) => (Id, Address, Stamp) == (other.Id, other.Address, other.Stamp);

    public string Serialize() => JsonSerializer.Serialize(this);

    public override string ToString() => nameof(BoundAccount); // its properties are nobody's business
}
