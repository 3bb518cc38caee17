using System.Net;
using System.Net.Sockets;

namespace ResetService.Hosting;

/// <summary>The network a call comes from: IPv4 /24, IPv6 /48, the blocks one subscriber can be expected to hold.</summary>
internal static class ClientNetwork
{
    public static IPNetwork Of(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();

        var bytes = address.GetAddressBytes();
        var prefix = address.AddressFamily == AddressFamily.InterNetwork ? 24 : 48;
        Array.Clear(bytes, prefix / 8, bytes.Length - (prefix / 8));

        return new IPNetwork(new IPAddress(bytes), prefix);
    }
}
