using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ResetService.Tests.Support;

/// <summary>Hands out free loopback ports, none of them twice in a run.</summary>
internal static class FreePort
{
    /// <summary>Redis Cluster's nodes talk on a second port, this far above the first.</summary>
    public const int BusOffset = 10_000;

    // Ports and their buses stay below 32768, where the system takes the ports of outgoing connections:
    // a server that is stopped finds its own port still free when it starts again.
    private const int First = 12_000;
    private const int Count = 10_000;

    // A random start, so that two test runs on one machine rarely try the same port.
    private static int next = RandomNumberGenerator.GetInt32(Count);

    public static int Take()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref next) % Count);
            if (IsFree(port) && IsFree(port + BusOffset)) return port;
        }

        throw new InvalidOperationException($"No free port between {First} and {First + Count}.");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
