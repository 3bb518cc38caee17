using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ResetService.Tests.Operation;

/// <summary>A server in Redis's or Postgres's place, that speaks TLS under a certificate of its own making and counts what it is told.</summary>
internal sealed class Impostor : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly X509Certificate2 certificate = Draw();
    private readonly bool isPostgres;
    private readonly Task serving;
    private int calls;
    private long heard;

    private Impostor(bool isPostgres)
    {
        this.isPostgres = isPostgres;
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Connections so far.</summary>
    public int Calls => Volatile.Read(ref calls);

    /// <summary>Bytes that it was told under TLS.</summary>
    public long Heard => Interlocked.Read(ref heard);

    public static Impostor OfRedis() => new(isPostgres: false);

    public static Impostor OfPostgres() => new(isPostgres: true);

    /// <summary>Tells it something, trusting its certificate.</summary>
    public async Task TellAsync(byte[] text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port);
        if (isPostgres) await client.GetStream().WriteAsync(new byte[8]);
        if (isPostgres) await client.GetStream().ReadExactlyAsync(new byte[1]);
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: true, (_, theirs, _, _) => theirs!.GetCertHashString() == certificate.Thumbprint);
        await tls.AuthenticateAsClientAsync("localhost");
        await tls.WriteAsync(text);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        listener.Dispose();
        certificate.Dispose();
        stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(stopping.Token);
            Interlocked.Increment(ref calls);
            try
            {
                await ListenAsync(client.GetStream());
            }
            catch (Exception refused) when (refused is AuthenticationException or IOException)
            {
                // What it is for: the client hung up.
            }
        }
    }

    private async Task ListenAsync(NetworkStream stream)
    {
        if (isPostgres)
        {
            // Its clients ask for TLS first: eight bytes, answered by an S for yes.
            await stream.ReadExactlyAsync(new byte[8], stopping.Token);
            await stream.WriteAsync("S"u8.ToArray(), stopping.Token);
        }

        await using var tls = new SslStream(stream, leaveInnerStreamOpen: true);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stopping.Token);
        for (int read; (read = await tls.ReadAsync(new byte[1024], stopping.Token)) > 0;) Interlocked.Add(ref heard, read);
    }

    private static X509Certificate2 Draw()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
