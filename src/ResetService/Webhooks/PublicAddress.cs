using System.Net;
using System.Net.Sockets;

namespace ResetService.Webhooks;

/// <summary>Which addresses are on the internet, so that an endpoint's URL never reaches into the network that the service stands in.</summary>
internal static class PublicAddress
{
    // IANA's registry of special-purpose IPv4 addresses, multicast and what is reserved beyond.
    private static readonly IPNetwork[] NotPublic4 = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3");

    // All that IANA has given out for the internet. Outside lie loopback, link-local and unique local addresses, multicast, NAT64 (64:ff9b::/96) and
    // whatever else carries an IPv4 address.
    private static readonly IPNetwork Public6 = IPNetwork.Parse("2000::/3");

    // Inside: protocol assignments with Teredo, documentation, and 6to4, which carries an IPv4 address.
    private static readonly IPNetwork[] NotPublic6 = Networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    public static bool Is(IPAddress address) => Unmapped(address) switch
    {
        { AddressFamily: AddressFamily.InterNetwork } ipv4 => !NotPublic4.Any(network => network.Contains(ipv4)),
        { AddressFamily: AddressFamily.InterNetworkV6 } ipv6 => Public6.Contains(ipv6) && !NotPublic6.Any(network => network.Contains(ipv6)),
        _ => false,
    };

    public static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPNetwork[] Networks(params string[] networks) => [.. networks.Select(network => IPNetwork.Parse(network))];
}
