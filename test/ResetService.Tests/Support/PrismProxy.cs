using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json;

namespace ResetService.Tests.Support;

/// <summary>Prism between a caller and the service: compares each call and its answer with openapi.yaml.</summary>
internal sealed class PrismProxy : IAsyncDisposable
{
    private readonly GuardedProcess process;
    private readonly ConcurrentBag<(HttpMethod Method, string Path, HttpStatusCode Status)> answers = [];

    private PrismProxy(GuardedProcess process, Uri address)
    {
        this.process = process;
        Client = Caller(address, breaksTheContract: false);
        Breaker = Caller(address, breaksTheContract: true);
    }

    /// <summary>Its calls and their answers must be as the contract has them.</summary>
    public ResetClient Client { get; }

    /// <summary>Its calls must not be as the contract has them, their answers must.</summary>
    public ResetClient Breaker { get; }

    /// <summary>All that was answered so far.</summary>
    public IReadOnlyCollection<(HttpMethod Method, string Path, HttpStatusCode Status)> Answers => answers;

    public static async Task<PrismProxy> StartAsync(Uri service)
    {
        var port = FreePort.Take();
        var process = NodeClient.Start(
            "contract", ["node_modules/.bin/prism", "proxy", "../../../openapi.yaml", service.AbsoluteUri.TrimEnd('/'), "--host", "127.0.0.1", "--port", $"{port}", "--verboseLevel", "error"]);
        var address = new Uri($"http://127.0.0.1:{port}");
        using var probe = new HttpClient { BaseAddress = address };
        await process.WaitUntilAsync(async () =>
        {
            try
            {
                using var answer = await probe.GetAsync(new Uri("/", UriKind.Relative));
                return true;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });

        return new(process, address);
    }

    public ValueTask DisposeAsync()
    {
        Client.Http.Dispose();
        Breaker.Http.Dispose();
        return process.DisposeAsync();
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The client disposes of its handler, the proxy of the client.")]
    private ResetClient Caller(Uri address, bool breaksTheContract) =>
        new(new HttpClient(new Reader(answers.Add, breaksTheContract) { InnerHandler = new SocketsHttpHandler { UseProxy = false } }) { BaseAddress = address });

    // Prism tells what it found in a header. With --errors it would answer malformed calls itself, and nobody would see how the service does.
    private sealed class Reader(Action<(HttpMethod Method, string Path, HttpStatusCode Status)> answered, bool breaksTheContract) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);

            var found = response.Headers.TryGetValues("sl-violations", out var header) ? JsonElement.Parse(header.Single()).EnumerateArray().ToList() : [];
            var inTheCall = found.Where(violation => violation.GetProperty("location")[0].ValueEquals("request")).ToList();
            var call = $"{request.Method} {request.RequestUri!.AbsolutePath}: {(int)response.StatusCode}";
            Assert.That(found.Except(inTheCall), Is.Empty, call);
            Assert.That(inTheCall, breaksTheContract ? Is.Not.Empty : Is.Empty, call);

            answered((request.Method, request.RequestUri.AbsolutePath, response.StatusCode));
            return response;
        }
    }
}
