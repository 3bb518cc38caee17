using System.Text.Json;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;

namespace ResetService.Tests.Mail;

/// <summary>SendGrid's own library for JavaScript and the service take the same batches.</summary>
internal sealed class EventWebhookLibraryTests() : ResetTest(Parts.Embedded, new Dictionary<string, string?> { ["SendGrid:EventsPublicKeys:0"] = Signer.PublicKey })
{
    private const string Payload = """[{"event":"bounce","reason":"Schlüssel 🫖","sg_event_id":"1","sg_message_id":"2","timestamp":1893499190}]""" + "\r\n";

    private static readonly SendGridSigner Signer = new();

    [OneTimeTearDown]
    public void DropTheKey() => Signer.Dispose();

    [Test]
    [Property("Checklist", "Q1")]
    [Property("Checklist", "Q2")]
    public async Task Both_judge_alike()
    {
        using var other = new SendGridSigner();
        var (now, later) = ($"{Api.Clock.GetUtcNow().ToUnixTimeSeconds()}", $"{Api.Clock.GetUtcNow().AddSeconds(1).ToUnixTimeSeconds()}");
        Batch[] batches =
        [
            Signed(Payload), Signed("[]"), Signed("[ ]\n"), Signed($"[{new string(' ', 700_000)}]"),
            Signed(Payload) with { Payload = Payload.TrimEnd() },
            Signed(Payload) with { Payload = Payload.Replace("bounce", "Bounce", StringComparison.Ordinal) },
            Signed(Payload) with { Timestamp = later },
            Signed(Payload) with { Signature = other.Sign(now, Payload) },
            Signed(Payload) with { Signature = "MAYCAQACAQA=" },
            Signed(Payload) with { Signature = "MAYCAQECAQE=" },
            Signed(Payload) with { Signature = "AAAA" },
        ];

        var ours = new List<bool>();
        foreach (var batch in batches) ours.Add((int)(await SendGridSigner.SendAsync(Client, batch.Payload, batch.Signature, batch.Timestamp)).Status == 204);

        Assert.That(ours, Is.EqualTo([true, true, true, true, false, false, false, false, false, false, false]));
        Assert.That(ours, Is.EqualTo(await JudgeAsync(batches)));

        Batch Signed(string payload) => new(payload, Signer.Sign(now, payload), now);
    }

    private static async Task<bool[]> JudgeAsync(Batch[] batches)
    {
        using var directory = new TemporaryDirectory();
        var input = Path.Combine(directory.Path, "batches.json");
        await File.WriteAllTextAsync(input, JsonSerializer.Serialize(new { publicKey = Signer.PublicKey, batches }, JsonSerializerOptions.Web));

        await using var node = NodeClient.Start("sendgrid", ["node", "verify.mjs"], input);
        Assert.That(await node.Ended.WaitAsync(TimeSpan.FromSeconds(60)), Is.Zero, () => string.Join('\n', node.Output));

        return JsonSerializer.Deserialize<bool[]>(node.Output.Single())!;
    }

    private sealed record Batch(string Payload, string Signature, string Timestamp);
}
