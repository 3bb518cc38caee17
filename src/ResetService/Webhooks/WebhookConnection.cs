using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace ResetService.Webhooks;

/// <summary>Looks an endpoint's name up, and connects to the very address that was found to be allowed: no second look-up can put another in its place.</summary>
internal sealed class WebhookConnection(IOptionsMonitor<WebhookOptions> options, Func<string, CancellationToken, Task<IPAddress[]>> lookUp)
{
    public const string NotPublic = "The endpoint's name stands for no address on the internet.";

    [SuppressMessage("Reliability", "CA2000", Justification = "The stream owns the socket.")]
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var allowed = (await lookUp(context.DnsEndPoint.Host, cancellation)).Where(options.CurrentValue.MayReach).ToArray();
        if (allowed.Length == 0) throw new IOException(NotPublic);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
