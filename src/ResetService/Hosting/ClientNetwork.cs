using System.Net;
using System.Net.Sockets;

namespace ResetService.Hosting;

/// <summary>Where a call comes from.</summary>
internal static class ClientNetwork
{
    /// <summary>The network: IPv4 /24, IPv6 /48, the blocks one subscriber can be expected to hold.</summary>
    public static IPNetwork Of(HttpContext http) => Of(http, 24, 48);

    /// <summary>The client in it: an IPv4 address, an IPv6 /64, whose addresses one machine takes by turns.</summary>
    public static IPNetwork ClientOf(HttpContext http) => Of(http, 32, 64);

    private static IPNetwork Of(HttpContext http, int ipv4, int ipv6)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();

        var bytes = address.GetAddressBytes();
        var prefix = address.AddressFamily == AddressFamily.InterNetwork ? ipv4 : ipv6;
        Array.Clear(bytes, prefix / 8, bytes.Length - (prefix / 8));

        return new IPNetwork(new IPAddress(bytes), prefix);
    }
}
