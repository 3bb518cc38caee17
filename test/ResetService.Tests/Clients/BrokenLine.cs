using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using ResetService.Accounts;
using ResetService.Tests.Support;

namespace ResetService.Tests.Clients;

/// <summary>A line to the service that breaks while the first setPassword runs. That one goes on until its repetition has been told to wait.</summary>
internal sealed class BrokenLine : IAsyncDisposable
{
    private readonly HttpClient service = new();
    private readonly ResetApi api;
    private readonly AccountsDb db;
    private readonly IDbContextTransaction held;
    private WebApplication line = null!;
    private Task<HttpResponseMessage>? first;

    private BrokenLine(Uri address, ResetApi api, AccountsDb db, IDbContextTransaction held)
    {
        service.BaseAddress = address;
        (this.api, this.db, this.held) = (api, db, held);
    }

    public Uri Address => new(line.Urls.Single());

    /// <summary>How often a repetition was told to wait.</summary>
    public int Waits { get; private set; }

    /// <param name="api">The service, on real parts.</param>
    /// <param name="account">Whose password is set: its row is held, so that the call has to wait.</param>
    public static async Task<BrokenLine> StartAsync(ResetApi api, Account account)
    {
        var db = await api.OpenDatabaseAsync();
        var held = await db.Database.BeginTransactionAsync();
        await db.Accounts.Where(row => row.Id == account.Id).ExecuteUpdateAsync(row => row.SetProperty(a => a.Locale, "en"));

        using var usual = api.CreateClient();
        var broken = new BrokenLine(usual.BaseAddress!, api, db, held);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        broken.line = builder.Build();
        broken.line.Run(broken.PassOnAsync);
        await broken.line.StartAsync();
        return broken;
    }

    public async ValueTask DisposeAsync()
    {
        await line.DisposeAsync();
        await held.DisposeAsync();
        await db.DisposeAsync();
        service.Dispose();
    }

    private async Task PassOnAsync(HttpContext http)
    {
        var answering = SendAsync(http.Request);
        if (HttpMethods.IsPut(http.Request.Method) && first is null)
        {
            first = answering;
            await api.WaitForBlockedQueryAsync();
            http.Abort();
            return;
        }

        using var answer = await answering;
        if (answer.StatusCode == HttpStatusCode.Conflict)
        {
            Waits++;
            await held.RollbackAsync();
            (await first!).Dispose();
        }

        http.Response.StatusCode = (int)answer.StatusCode;
        http.Response.ContentType = $"{answer.Content.Headers.ContentType}";
        if (answer.Headers.RetryAfter is { } wait) http.Response.Headers.RetryAfter = $"{wait}";
        await answer.Content.CopyToAsync(http.Response.Body);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequest call)
    {
        using var request = new HttpRequestMessage(new(call.Method), call.Path.Value) { Content = new StreamContent(call.Body) };
        foreach (var (name, value) in call.Headers.Where(header => header.Key is not "Host"))
        {
            if (!request.Headers.TryAddWithoutValidation(name, value.ToArray())) request.Content.Headers.TryAddWithoutValidation(name, value.ToArray());
        }

        return await service.SendAsync(request);
    }
}
