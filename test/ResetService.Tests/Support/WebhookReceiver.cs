using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ResetService.Tests.Support;

/// <summary>A partner's server on a loopback port: takes webhooks under any path and answers as it is told.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly Lock door = new();
    private readonly List<Delivery> deliveries = [];
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WebhookReceiver(int port, X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, endpoint =>
        {
            if (certificate is not null) endpoint.UseHttps(certificate);
        }));

        server = builder.Build();
        server.Run(ReceiveAsync);
    }

    public Uri BaseUrl => new(server.Urls.Single());

    /// <summary>Null takes a delivery with 204.</summary>
    public Func<Delivery, HttpResponse, Task>? Answer { get; set; }

    /// <summary>In order.</summary>
    public IReadOnlyList<Delivery> Deliveries
    {
        get { lock (door) return [.. deliveries]; }
    }

    /// <summary>On a port of one's own choice, where the service is told of it first; with a certificate, over https.</summary>
    public static async Task<WebhookReceiver> StartAsync(int port = 0, X509Certificate2? certificate = null)
    {
        var receiver = new WebhookReceiver(port, certificate);
        await receiver.server.StartAsync();
        return receiver;
    }

    /// <summary>Waits until so many deliveries fit, and gives the last of them.</summary>
    public async Task<Delivery> NextAsync(Func<Delivery, bool> fits, int count = 1)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            Task more;
            lock (door)
            {
                if (deliveries.Where(fits).Skip(count - 1).FirstOrDefault() is { } found) return found;
                more = arrived.Task;
            }

            await more.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (patience.IsCancellationRequested) throw new TimeoutException($"Delivery {count} didn't come; there are: {string.Join(", ", Deliveries.Select(delivery => $"{delivery.Path} {delivery.Type}"))}");
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var headers = http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var delivery = new Delivery(http.Request.Path, headers, await reader.ReadToEndAsync(http.RequestAborted));
        lock (door)
        {
            deliveries.Add(delivery);
            arrived.SetResult();
            arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
        if (Answer is not null) await Answer(delivery, http.Response);
    }
}

/// <summary>A webhook as it arrived.</summary>
internal sealed record Delivery(string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Id => Headers["webhook-id"];

    public string Type => Json.GetProperty("type").GetString()!;

    public JsonElement Data => Json.GetProperty("data");

    private JsonElement Json => JsonElement.Parse(Body);
}
