using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ResetService.Tests.Hosting;

/// <summary>A collector that keeps what it is sent: protobuf, in which texts stand as they are.</summary>
internal sealed class OtlpStub : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> bodies = new();
    private readonly WebApplication server;

    private OtlpStub()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        server = builder.Build();
        server.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            bodies.Enqueue($"{context.Request.Path}\n{Encoding.Latin1.GetString(body.ToArray())}");
        });
    }

    public string Url => server.Urls.Single();

    public string Received => string.Join('\n', bodies);

    public static async Task<OtlpStub> StartAsync()
    {
        var stub = new OtlpStub();
        await stub.server.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
