using System.ComponentModel.DataAnnotations;
using System.Net;

namespace ResetService.Hosting;

/// <summary>The section <c>Proxies</c>: whose word on a caller's address and scheme counts.</summary>
internal sealed record ProxyOptions : IValidatableObject
{
    // Of an IPv6 address that carries an IPv4 one (::ffff:0:0/96).
    private const int MappedPrefix = 96;

    /// <summary>The proxies' networks in CIDR notation. None, and no forwarded header is read.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>How many proxies stand in a row: so many entries are read, from the right.</summary>
    [Range(1, 10)]
    public int ForwardLimit { get; init; } = 1;

    public IEnumerable<IPNetwork> TrustedNetworks => Networks.Select(network => Unmapped(IPNetwork.Parse(network)));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var network in Networks.Where(network => !IPNetwork.TryParse(network, out _)))
            yield return new($"{network} is no network in CIDR notation.", [nameof(Networks)]);

        if (validationContext.GetRequiredService<IConfiguration>().GetValue<bool>("FORWARDEDHEADERS_ENABLED"))
            yield return new("ASPNETCORE_FORWARDEDHEADERS_ENABLED would trust every sender. Unset it and list the proxies here.", [nameof(Networks)]);
    }

    private static IPNetwork Unmapped(IPNetwork network) => network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= MappedPrefix
        ? new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - MappedPrefix)
        : network;
}
