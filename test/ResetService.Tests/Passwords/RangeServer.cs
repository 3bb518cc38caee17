using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ResetService.Tests.Passwords;

/// <summary>A range API on a loopback port that answers what a test says, and remembers what it was asked.</summary>
internal sealed class RangeServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<string> asked = new();
    private readonly ConcurrentQueue<string> headers = new();

    private RangeServer(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(context =>
        {
            asked.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            foreach (var header in context.Request.Headers) headers.Enqueue($"{header.Key}: {header.Value}");

            return answer(context);
        });
    }

    public IReadOnlyCollection<string> Asked => asked;

    public IReadOnlyCollection<string> Headers => headers;

    public (string, string) Setting => ("Range:BaseUrl", $"{app.Urls.Single()}/mirror");

    public static Task<RangeServer> StartAsync(string answer) => StartAsync(context => context.Response.WriteAsync(answer));

    public static async Task<RangeServer> StartAsync(RequestDelegate answer)
    {
        var server = new RangeServer(answer);
        await server.app.StartAsync();

        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
