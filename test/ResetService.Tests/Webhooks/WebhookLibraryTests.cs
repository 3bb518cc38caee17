using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ResetService.Tests.Support;
using ResetService.Webhooks;

namespace ResetService.Tests.Webhooks;

/// <summary>Standard Webhooks' own library for JavaScript against what the service sends.</summary>
[Property("Checklist", "R1")]
internal sealed partial class WebhookLibraryTests() : WebhookTest(Parts.Embedded)
{
    private Delivery delivery = null!;

    [OneTimeSetUp]
    public async Task TakeADelivery()
    {
        Api.Clock.AdjustTime(TimeProvider.System.GetUtcNow()); // the library goes by the system's clock and allows for five minutes
        var ticket = await Erp.OpenAsync(ResetApi.FreshAddress());
        delivery = (await ToldAsync("erp", ticket, WebhookEvents.Requested)).Single();
    }

    [Test]
    public Task It_trusts_a_delivery() => AssertSaysAsync("reset.requested", Secret("erp"), delivery);

    [Test]
    public Task It_trusts_no_delivery_to_somebody_else() => AssertSaysAsync("refused: No matching signature found", Secret("tea"), delivery);

    [Test]
    public Task It_trusts_no_altered_body() =>
        AssertSaysAsync("refused: No matching signature found", Secret("erp"), delivery with { Body = delivery.Body.Replace("requested", "completed", StringComparison.Ordinal) });

    [Test]
    public Task It_trusts_no_old_delivery()
    {
        var old = new Dictionary<string, string>(delivery.Headers) { ["webhook-timestamp"] = $"{TimeProvider.System.GetUtcNow().AddMinutes(-6).ToUnixTimeSeconds()}" };

        return AssertSaysAsync("refused: Message timestamp too old", Secret("erp"), delivery with { Headers = old });
    }

    [Test]
    [Property("Checklist", "R2")]
    public async Task During_a_rotation_it_trusts_either_secret()
    {
        var endpoint = new WebhookEndpoint { Url = new Uri(Receiver.BaseUrl, "rotation"), Secret = WebhookSecret.Draw(), PreviousSecret = WebhookSecret.Draw() };
        await Api.Services.GetRequiredService<WebhookClient>().SendAsync(endpoint, "msg_rotation", """{"type":"reset.locked","data":{}}""");
        var rotated = await Receiver.NextAsync(received => received.Path == "/rotation");

        await AssertSaysAsync("reset.locked", endpoint.Secret, rotated);
        await AssertSaysAsync("reset.locked", endpoint.PreviousSecret, rotated);
    }

    [Test]
    public async Task The_receiver_in_the_readme_ends_sessions_on_trusted_events_alone()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var (port, secret) = (FreePort.Take(), WebhookSecret.Draw());
        using var directory = new TemporaryDirectory();
        var program = Path.Combine(directory.Path, "receiver.mjs");
        await File.WriteAllTextAsync(program, ReceiverBlock().Match(readme).Groups["program"].Value
            .Replace("8081", $"{port}", StringComparison.Ordinal)
            .Replace("process.env.WEBHOOK_SECRET", $"'{secret}'", StringComparison.Ordinal)
            + "async function endSessions(account, before) { if (account === 'down') throw new Error(account); console.log(account, before); }");
        await using var node = NodeClient.Start("webhooks", ["node", "--input-type=module", "-"], program);
        await node.WaitUntilAsync(async () => (await SendAsync(secret, "{}")).Result is WebhookResult.Delivered);

        var forged = await SendAsync(WebhookSecret.Draw(), Completed("4711"));
        var failed = await SendAsync(secret, Completed("down"));
        await BreakOffAsync("{");
        await BreakOffAsync(new string('x', 1_000_000));
        var trusted = await SendAsync(secret, Completed("4711"));

        Assert.That((forged.Reason, failed.Reason, trusted.Reason), Is.EqualTo(("Status 400.", "Status 500.", "Status 204.")));
        Assert.That(node.Output, Is.EqualTo(["4711 1970-01-01T00:00:00.000Z"]));

        static string Completed(string account) => new WebhookEvent(WebhookEvents.Completed, DateTimeOffset.UnixEpoch, "", "ticket", "default", AccountId: account).ToJson();

        // As anyone can who finds the address: more is promised than is sent before the connection ends.
        async Task BreakOffAsync(string body)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n{body}"));
            socket.LingerState = new(enable: true, seconds: 0);
        }

        Task<WebhookOutcome> SendAsync(string secret, string body) => Api.Services.GetRequiredService<WebhookClient>()
            .SendAsync(new WebhookEndpoint { Url = new Uri($"http://127.0.0.1:{port}/"), Secret = secret }, $"msg_{Guid.NewGuid():N}", body);
    }

    private string Secret(string endpoint) => Api.Services.GetRequiredService<IConfiguration>()[$"Webhooks:Endpoints:{endpoint}:Secret"]!;

    private static async Task AssertSaysAsync(string said, string secret, Delivery delivery)
    {
        using var directory = new TemporaryDirectory();
        var input = Path.Combine(directory.Path, "delivery.json");
        var headers = delivery.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value);
        await File.WriteAllTextAsync(input, JsonSerializer.Serialize(new { secret, headers, body = delivery.Body }));

        await using var node = NodeClient.Start("webhooks", ["node", "verify.mjs"], input);
        Assert.That(await node.Ended.WaitAsync(TimeSpan.FromSeconds(60)), Is.Zero, () => string.Join('\n', node.Output));

        Assert.That(node.Output, Is.EqualTo([said]));
    }

    [GeneratedRegex(@"<!-- receiver.*?```js\n(?<program>.*?)```", RegexOptions.Singleline)]
    private static partial Regex ReceiverBlock();
}
