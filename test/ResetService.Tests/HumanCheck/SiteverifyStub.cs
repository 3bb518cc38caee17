using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ResetService.Tests.HumanCheck;

/// <summary>A verifier on a loopback port that answers what a test says, and remembers what it was asked.</summary>
internal sealed class SiteverifyStub : IAsyncDisposable
{
    public const string Secret = "0x4AAAAAAA-the-secret";

    private readonly WebApplication app;
    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> asked = new();

    private SiteverifyStub(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/siteverify", async context =>
        {
            var form = await context.Request.ReadFormAsync();
            asked.Enqueue(form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal));
            await answer(context);
        });
    }

    public IReadOnlyCollection<IReadOnlyDictionary<string, string>> Asked => asked;

    public string Url => $"{app.Urls.Single()}/siteverify";

    public (string, string)[] Settings => [("Mode", "siteverify"), ("Siteverify:Url", Url), ("Siteverify:Secret", Secret)];

    public static Task<SiteverifyStub> StartAsync(string answer, int status = StatusCodes.Status200OK) => StartAsync(context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer);
    });

    public static async Task<SiteverifyStub> StartAsync(RequestDelegate answer)
    {
        var stub = new SiteverifyStub(answer);
        await stub.app.StartAsync();

        return stub;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
