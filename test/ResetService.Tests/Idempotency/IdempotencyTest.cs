using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ResetService.Accounts;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;
using StackExchange.Redis;

namespace ResetService.Tests.Idempotency;

/// <summary>Calls with a key, and a way to keep one running.</summary>
internal abstract class IdempotencyTest(Parts parts, IReadOnlyDictionary<string, string?>? settings = null) : ResetTest(parts, settings), IAsyncDisposable
{
    protected ConnectionMultiplexer Connection { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task ConnectAsync() => Connection = await ConnectionMultiplexer.ConnectAsync(
        Api.Services.GetRequiredService<IConfiguration>().GetConnectionString("Redis") + ",allowAdmin=true");

    [OneTimeTearDown]
    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    protected static string NewKey() => $"{Guid.NewGuid()}";

    protected Task<Answer> CreateTicketAsync(string? key, object body) => CallAsync(HttpMethod.Post, "v1/reset-tickets", secret: null, key, body);

    protected Task<Answer> SendCodeAsync(string? key, Ticket ticket, string? secret = null) =>
        CallAsync(HttpMethod.Post, $"v1/reset-tickets/{ticket.Id}/code", secret ?? ticket.Token, key);

    protected Task<Answer> SetPasswordAsync(string? key, Pass pass, string password, CancellationToken hangUp = default) =>
        CallAsync(HttpMethod.Put, $"v1/reset-tickets/{pass.Id}/password", pass.Secret, key, new { password, passwordRepeat = password }, hangUp);

    protected async Task<Answer> CallAsync(HttpMethod method, string path, string? secret, string? key, object? body = null, CancellationToken hangUp = default)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (secret is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (body is not null) request.Content = body is string json ? new StringContent(json, Encoding.UTF8, "application/json") : JsonContent.Create(body);

        var response = await Client.Http.SendAsync(request, hangUp);
        return new(response, await response.Content.ReadAsStringAsync(hangUp));
    }

    protected async Task<Pass> BuyPassAsync(Account account)
    {
        var ticket = await Client.OpenAsync(account.Email, sendCode: true);
        var mail = await Api.SendGrid.NextMailAsync(account.Email);
        var confirmed = await Client.ConfirmAsync(ticket, mail.Code);
        return new(ticket.Id, confirmed["pass"]);
    }

    /// <summary>Holds the account's row, so that setPassword has to wait for it.</summary>
    protected async Task<IAsyncDisposable> HoldAsync(Account account)
    {
        var db = await Api.OpenDatabaseAsync();
        await db.Database.BeginTransactionAsync();
        await db.Accounts.Where(held => held.Id == account.Id).ExecuteUpdateAsync(held => held.SetProperty(a => a.Locale, "en"));
        return db; // leaving it rolls back
    }

    /// <summary>Begins a call and waits until it holds its key.</summary>
    protected async Task<Task<Answer>> BeginAsync(Func<Task<Answer>> call)
    {
        var before = (await ReadKeysAsync()).Count;
        var running = call();
        await WaitUntilAsync(async () => (await ReadKeysAsync()).Count > before || running.IsCompleted);
        return running;
    }

    /// <summary>All keys and values of calls, as a thief of Redis finds them.</summary>
    protected async Task<IReadOnlyList<string>> ReadKeysAsync()
    {
        var found = new List<string>();
        await foreach (var key in Connection.GetServers().Single().KeysAsync(pattern: "reset:idempotency:*"))
        {
            found.Add($"{key} {await Connection.GetDatabase().StringGetAsync(key)}");
        }

        return found;
    }

    protected static async Task WaitUntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await holds()) await Task.Delay(20, patience.Token);
    }

    protected static void AssertSame(Answer again, Answer first)
    {
        Assert.That(again.Status, Is.EqualTo(first.Status), again.Text);
        Assert.That(again.Text, Is.EqualTo(first.Text));
        Assert.That(Headers(again), Is.EqualTo(Headers(first)));
    }

    // Date and what is left of a limit belong to the exchange.
    private static string[] Headers(Answer answer) =>
        [.. answer.Response.Headers.Concat(answer.Response.Content.Headers).Where(header => header.Key is not ("Date" or "RateLimit" or "RateLimit-Policy")).Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order(StringComparer.Ordinal)];
}

internal sealed record Pass(string Id, string Secret);
