using System.Net;

namespace ResetService.Hosting;

/// <summary>Who calls: a partner, known by its key, or anyone. Told before anything is counted, for all parts that treat callers by who they are.</summary>
/// <param name="Partner">The partner's name; empty for anyone else.</param>
/// <param name="Storefronts">The shops in whose name it may open tickets; null for all.</param>
/// <param name="Operations">The calls it may make, by operationId; null for all.</param>
/// <param name="Calls">How many calls it has; null for as many as the other limits let in.</param>
/// <param name="Tickets">How many tickets it can open, likewise.</param>
/// <param name="Network">Where a partner itself calls from: the call's own address is its end user's.</param>
internal sealed record Caller(
    string Partner, IReadOnlyCollection<string>? Storefronts = null, IReadOnlyCollection<string>? Operations = null, Rate? Calls = null, Rate? Tickets = null,
    IPNetwork? Network = null)
{
    private static readonly Caller Anyone = new("");

    public bool IsPartner => Partner.Length > 0;

    public static Caller Of(HttpContext http) => http.Features.Get<Caller>() ?? Anyone;

    public bool MayUse(string storefront) => Storefronts?.Contains(storefront, StringComparer.Ordinal) ?? true;

    public bool MayCall(string operation) => Operations?.Contains(operation, StringComparer.Ordinal) ?? true;
}
