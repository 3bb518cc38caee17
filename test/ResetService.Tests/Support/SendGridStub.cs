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

/// <summary>SendGrid on a loopback port: checks what SendGrid checks of POST /v3/mail/send and answers like it.</summary>
internal sealed class SendGridStub : IAsyncDisposable
{
    /// <summary>Of another account, which is accepted as well.</summary>
    public const string OtherApiKey = "SG.stub.other";

    private readonly WebApplication server;
    private readonly Lock door = new();
    private readonly List<StubMail> mails = [];
    private readonly List<StubMail> refused = [];
    private TaskCompletionSource accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int calls;

    private SendGridStub(int port, X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, endpoint =>
        {
            if (certificate is not null) endpoint.UseHttps(certificate);
        }));

        server = builder.Build();
        server.MapPost("/v3/mail/send", ReceiveAsync);
    }

    public Uri BaseUrl { get; private set; } = null!;

    /// <summary>The same for every stub, so that one can take another's place.</summary>
    public string ApiKey { get; } = "SG.stub.key";

    /// <summary>How long an answer takes. The mail itself is accepted at once, as by a provider whose answer gets lost.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>No answer leaves before this task is done. The mail itself is accepted at once.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    /// <summary>Null, or an answer of null, accepts a valid mail; any other result refuses it.</summary>
    public Func<StubMail, IResult?>? Answer { get; set; }

    /// <summary>All calls, those with a wrong key or body included.</summary>
    public int Calls => Volatile.Read(ref calls);

    /// <summary>Accepted, in order.</summary>
    public IReadOnlyList<StubMail> Mails
    {
        get { lock (door) return [.. mails]; }
    }

    /// <summary>Refused by <see cref="Answer"/>, in order.</summary>
    public IReadOnlyList<StubMail> Refused
    {
        get { lock (door) return [.. refused]; }
    }

    public static Task<SendGridStub> StartAsync() => StartAsync(port: 0);

    /// <summary>On a port of one's own choice, to stop and start again; with a certificate, over https.</summary>
    public static async Task<SendGridStub> StartAsync(int port, X509Certificate2? certificate = null)
    {
        var stub = new SendGridStub(port, certificate);
        await stub.server.StartAsync();
        stub.BaseUrl = new Uri(stub.server.Urls.Single());

        return stub;
    }

    /// <summary>Waits until so many mails for an address were accepted, and gives the last of them.</summary>
    /// <exception cref="TimeoutException">They didn't come in time (20 s by default).</exception>
    public async Task<StubMail> NextMailAsync(string to, int count = 1, TimeSpan? timeout = null)
    {
        using var patience = new CancellationTokenSource(timeout ?? TimeSpan.FromSeconds(20));
        while (true)
        {
            Task more;
            lock (door)
            {
                if (mails.Where(mail => mail.To == to).Skip(count - 1).FirstOrDefault() is { } found) return found;
                more = accepted.Task;
            }

            await more.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!patience.IsCancellationRequested) continue;

            var others = string.Join(", ", Mails.Select(mail => mail.To));
            throw new TimeoutException($"Mail {count} for {to} didn't come. Calls: {Calls}; accepted for: [{others}]; refused: {Refused.Count}.");
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task<IResult> ReceiveAsync(HttpRequest request)
    {
        Interlocked.Increment(ref calls);
        if (request.Headers.Authorization != $"Bearer {ApiKey}" && request.Headers.Authorization != $"Bearer {OtherApiKey}")
            return Errors(401, new SendGridError("The provided authorization grant is invalid, expired, or revoked", null));
        if (!request.HasJsonContentType())
            return Errors(415, new SendGridError("Content-Type should be application/json.", null));

        using var reader = new StreamReader(request.Body);
        var raw = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        if (!TryParse(raw, out var body)) return Errors(400, new SendGridError("Bad Request", null));
        if (SendGridRules.Check(body).ToArray() is { Length: > 0 } errors) return Errors(400, errors);

        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var answer = Take(StubMail.Read(body, raw, headers), request.HttpContext.Response);
        await Task.WhenAll(Hold, Task.Delay(Delay, request.HttpContext.RequestAborted)).WaitAsync(request.HttpContext.RequestAborted)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        return answer;
    }

    private IResult Take(StubMail mail, HttpResponse response)
    {
        var refusal = Answer?.Invoke(mail);
        lock (door)
        {
            (refusal is null ? mails : refused).Add(mail);
            if (refusal is not null) return refusal;

            accepted.SetResult();
            accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        response.Headers["X-Message-Id"] = Guid.NewGuid().ToString("N");
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    private static bool TryParse(string raw, out JsonElement body)
    {
        try
        {
            body = JsonElement.Parse(raw);
            return true;
        }
        catch (JsonException)
        {
            body = default;
            return false;
        }
    }

    private static IResult Errors(int status, params SendGridError[] errors) => Results.Json(new { errors }, statusCode: status);
}
