using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ResetService.Accounts;
using ResetService.Mail;
using ResetService.Tests.Limits;
using ResetService.Tests.Support;
using ResetService.Tickets;

namespace ResetService.Tests.Resets;

/// <summary>SendGrid tells what became of mails: it is kept once, shown to operators, and to nobody who asks for a mail.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class SendGridEventsTests(Parts parts) : ResetTest(parts, new Dictionary<string, string?> { ["SendGrid:EventsPublicKeys:0"] = Signer.PublicKey }, Log)
{
    private static readonly SendGridSigner Signer = new();
    private static readonly WholeLog Log = new();

    [Test]
    public async Task What_became_of_a_mail_is_kept_by_its_reference()
    {
        var (_, mail) = await MailedAsync(await Api.SignUpAsync());

        var taken = await SendAsync(Told(mail.Reference, "bounce", reason: "550 5.1.1 gone", category: mail.Category));

        Assert.That((taken.Status, taken.Text), Is.EqualTo((HttpStatusCode.NoContent, "")));
        var kept = (await KeptAsync(mail.Reference)).Single();
        Assert.That((kept.Kind, kept.Mail, kept.Reason, kept.At), Is.EqualTo(("bounce", "password-reset-code", "550 5.1.1 gone", At)));
    }

    [Test]
    [Property("Checklist", "Q3")]
    public async Task A_batch_that_comes_again_does_nothing()
    {
        var reference = NewReference();
        var batch = Batch(Told(reference, "deferred"), Told(reference, "bounce"));
        var counted = new List<long>();
        using var meter = Meters.Listen(Api, "reset.mail.events", counted.Add);

        var answers = new[] { await Signer.SendAsync(Client, batch, Now), await Signer.SendAsync(Client, batch, Now.AddSeconds(1)) };

        Assert.That(answers.Select(answer => answer.Status), Has.All.EqualTo(HttpStatusCode.NoContent));
        Assert.That((await KeptAsync(reference)).Select(kept => kept.Kind), Is.EquivalentTo(["deferred", "bounce"]));
        Assert.That(counted, Has.Count.EqualTo(2));
    }

    [Test]
    [Property("Checklist", "Q3")]
    public async Task The_same_event_under_another_id_is_the_same()
    {
        var reference = NewReference();
        var told = Told(reference, "bounce", message: "m-1");

        await SendAsync(told);
        await SendAsync(told with { Id = NewId() }, told with { Id = NewId(), Event = "dropped" }, told with { Id = NewId(), Timestamp = told.Timestamp + 1 });

        Assert.That((await KeptAsync(reference)).Select(kept => (kept.Kind, kept.At)), Is.EqualTo([("bounce", At), ("dropped", At), ("bounce", At.AddSeconds(1))]));
    }

    [Test]
    public async Task An_event_twice_in_a_batch_is_kept_once()
    {
        var reference = NewReference();
        var told = Told(reference, "bounce");

        await SendAsync(told, told, told with { Id = NewId() }, told with { MessageId = "another", Event = "dropped" });

        Assert.That(await KeptAsync(reference), Has.Count.EqualTo(1));
    }

    [Test]
    [Property("Checklist", "E2")]
    public async Task Many_times_at_once_it_is_kept_once_and_every_call_is_thanked()
    {
        var reference = NewReference();
        var batch = Batch([.. Enumerable.Range(0, 50).Select(_ => Told(reference, "delivered"))]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Signer.SendAsync(Client, batch, Now)));

        Assert.That(answers.Select(answer => answer.Status), Has.All.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await KeptAsync(reference), Has.Count.EqualTo(50));
    }

    [Test]
    [Property("Checklist", "Q3")]
    public async Task A_large_batch_is_taken_and_a_larger_one_is_not()
    {
        var reference = NewReference();
        var events = Enumerable.Range(0, 2000).Select(_ => Told(reference, "delivered", reason: new string('x', 200))).ToArray();
        var batch = Batch(events);
        Assert.That(batch, Has.Length.GreaterThan(700_000).And.Length.LessThan(1024 * 1024));

        Assert.That((await Signer.SendAsync(Client, batch, Now)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await KeptAsync(reference), Has.Count.EqualTo(2000));
        (await Signer.SendAsync(Client, $"[{new string(' ', 1024 * 1024)}]", Now)).AssertRefused("request-too-large");
        (await Client.SendTextAsync(HttpMethod.Post, "v1/reset-tickets", $"[{new string(' ', 17 * 1024)}]")).AssertRefused("request-too-large");
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("garbage")]
    [TestCase("MAYCAQACAQA=")]
    [Property("Checklist", "Q2")]
    public async Task Whoever_is_not_SendGrid_leaves_nothing(string? signature)
    {
        var reference = NewReference();

        var refused = await SendGridSigner.SendAsync(Client, Batch(Told(reference, "bounce")), signature, $"{Now.ToUnixTimeSeconds()}");

        refused.AssertRefused("invalid-signature");
        Assert.That(await KeptAsync(reference), Is.Empty);
    }

    [Test]
    [Property("Checklist", "Q1")]
    [Property("Checklist", "Q4")]
    public async Task A_changed_or_old_batch_leaves_nothing()
    {
        using var other = new SendGridSigner();
        var reference = NewReference();
        var (batch, timestamp) = (Batch(Told(reference, "bounce")), $"{Now.ToUnixTimeSeconds()}");

        Answer[] answers =
        [
            await SendGridSigner.SendAsync(Client, batch + " ", Signer.Sign(timestamp, batch), timestamp),
            await SendGridSigner.SendAsync(Client, batch, Signer.Sign(timestamp, batch), $"{Now.ToUnixTimeSeconds() + 1}"),
            await other.SendAsync(Client, batch, Now),
            await Signer.SendAsync(Client, batch, Now.AddHours(-26)),
            await Signer.SendAsync(Client, batch, Now.AddMinutes(6)),
        ];

        foreach (var answer in answers) answer.AssertRefused("invalid-signature");
        Assert.That(await KeptAsync(reference), Is.Empty);
    }

    [TestCase(null, 0)]
    [TestCase("", 0)]
    [TestCase("not base64", 0)]
    [TestCase("MAYCAQECAQE=", null)]
    [TestCase("MAYCAQECAQE=", -26)]
    [TestCase("MAYCAQECAQE=", 1)]
    [Property("Checklist", "Q2")]
    public async Task Headers_that_are_not_SendGrid_s_are_refused_before_the_body_is_read(string? signature, int? hours)
    {
        using var stranger = await KnockAsync(signature, hours is { } since ? $"{Now.AddHours(since).ToUnixTimeSeconds()}" : "some time", expect: "");

        Assert.That(await HearAsync(stranger), Does.StartWith("HTTP/1.1 403"));
    }

    [Test]
    [Property("Checklist", "Q3")]
    public async Task Few_batches_are_in_at_a_time_and_nobody_keeps_SendGrid_out_alone()
    {
        var inside = new List<TcpClient>();
        for (var i = 0; i < 4; i++)
        {
            inside.Add(await KnockAsync());
            Assert.That(await HearAsync(inside[^1]), Does.StartWith("HTTP/1.1 100")); // its body is being read
        }

        var full = await Signer.SendAsync(Client, "[]", Now);
        using var elsewhere = Api.CreateClientFrom("127.0.9.1");
        var other = await Signer.SendAsync(new ResetClient(elsewhere), "[]", Now);
        Api.Clock.Advance(TimeSpan.FromSeconds(10));

        full.AssertRefused("service-unavailable");
        Assert.That(full.Response.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero));
        Assert.That(other.Status, Is.EqualTo(HttpStatusCode.NoContent));
        foreach (var slow in inside) Assert.That(await HearAsync(slow), Does.StartWith("HTTP/1.1 503"));
        Assert.That((await Signer.SendAsync(Client, "[]", Now)).Status, Is.EqualTo(HttpStatusCode.NoContent));
        foreach (var slow in inside) slow.Dispose();
    }

    [Test]
    [Property("Checklist", "Q3")]
    public async Task From_however_many_clients_sixteen_batches_are_in_at_a_time()
    {
        var inside = new List<TcpClient>();
        for (var i = 0; i < 16; i++)
        {
            inside.Add(await KnockAsync(from: $"127.8.{i}.1"));
            Assert.That(await HearAsync(inside[^1]), Does.StartWith("HTTP/1.1 100"));
        }

        var full = await Signer.SendAsync(Client, "[]", Now);
        foreach (var slow in inside) slow.Dispose();

        full.AssertRefused("service-unavailable");
        await Assert.ThatAsync(async () => (await Signer.SendAsync(Client, "[]", Now)).Status, Is.EqualTo(HttpStatusCode.NoContent).After(10_000, 20));
    }

    [Test]
    public async Task A_signed_body_that_is_no_batch_is_refused()
    {
        (await Signer.SendAsync(Client, "{}", Now)).AssertInvalid("body");
        (await Signer.SendAsync(Client, "[", Now)).AssertInvalid("body");
        (await SendGridSigner.SendAsync(Client, "[]", "x", "1", contentType: "text/plain")).AssertRefused("unsupported-media-type");
    }

    [Test]
    [Property("Checklist", "Q4")]
    [Property("Checklist", "S3")]
    public async Task What_is_told_of_strangers_and_their_mails_does_nothing()
    {
        var before = await CountAsync();

        var taken = await Signer.SendAsync(Client, """
            [1, null, "x", [], {"event":"bounce"}, {"event":"open","sg_event_id":"1","sg_message_id":"2","timestamp":1893499190,"reference":"KHQXTM"},
             {"event":"bounce","sg_event_id":"1","sg_message_id":"2","timestamp":1893499190,"email":"ada@example.com"},
             {"event":"bounce","sg_event_id":"1","sg_message_id":"2","timestamp":1893499190,"reference":"forged\nline"},
             {"event":"bounce","sg_event_id":"3","sg_message_id":"4","timestamp":1893499190,"reference":"KHQXTMBD"},
             {"event":"dropped","sg_event_id":"5","sg_message_id":"6","timestamp":1893499190,"reference":"KHQXTMBD","reason":"Bounced Address","category":"newsletter"}]
            """, Now);

        Assert.That(taken.Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(await CountAsync(), Is.EqualTo(before));
        Assert.That(Log.Lines.Where(line => line.Contains("forged", StringComparison.Ordinal)), Is.Empty);
    }

    [TestCase("sg_event_id", "\\u0000")]
    [TestCase("sg_message_id", "\\u0000")]
    [TestCase("\\ud800", "x")]
    [Property("Checklist", "Q4")]
    public async Task An_odd_event_keeps_none_of_the_others_away(string member, string value)
    {
        var reference = NewReference();
        var odd = Batch(Told(reference, "dropped"))[1..^2] + $",\"{member}\":\"{value}\"}}";

        var taken = await Signer.SendAsync(Client, $"[{odd},{Batch(Told(reference, "bounce"))[1..^1]}]", Now);

        Assert.That(taken.Status, Is.EqualTo(HttpStatusCode.NoContent), taken.Text);
        Assert.That((await KeptAsync(reference)).Select(kept => kept.Kind), Is.EqualTo(["bounce"]));
    }

    [Test]
    public async Task An_address_on_a_list_of_SendGrid_s_raises_an_alert_once()
    {
        var reference = NewReference();
        var suppressed = new List<long>();
        using var meter = Meters.Listen(Api, "reset.mail.suppressed", suppressed.Add);
        var dropped = Told(reference, "dropped", reason: "Bounced Address");

        await SendAsync(dropped);
        await SendAsync(dropped);
        await SendAsync(Told(reference, "dropped", reason: "Spam Content"));

        Assert.That(suppressed, Is.EqualTo([1]));
        Assert.That(Log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains(reference, StringComparison.Ordinal)),
            Has.Exactly(1).Items.And.All.Contain("Bounced Address"));
    }

    [Test]
    [Property("Checklist", "A3")]
    public async Task Whoever_asks_for_a_mail_learns_nothing_of_it()
    {
        var account = await Api.SignUpAsync();
        var (ticket, mail) = await MailedAsync(account);
        var before = (await Client.ReadAsync(ticket)).WithoutDraws();

        await SendAsync(Told(mail.Reference, "dropped", reason: "Bounced Address"));

        Assert.That((await Client.ReadAsync(ticket)).WithoutDraws(), Is.EqualTo(before));
        Assert.That((await Client.OpenAsync(account.Email, sendCode: true)).Token, Is.Not.Empty);
    }

    [Test]
    public async Task A_signed_call_can_be_made_often_but_not_too_often()
    {
        await using var api = await ResetApi.StartAsync(Parts.Embedded, new Dictionary<string, string?>
        {
            ["SendGrid:EventsPublicKeys:0"] = Signer.PublicKey, ["Limits:SendGridEventsPerClient:Limit"] = "2",
        });
        using var http = api.CreateClient();
        var client = new ResetClient(http);

        Answer[] answers = [await Signer.SendAsync(client, "[]", Now), await SendGridSigner.SendAsync(client, "[]", "x", "1"), await Signer.SendAsync(client, "[]", Now)];

        Assert.That(answers.Select(answer => (int)answer.Status), Is.EqualTo([204, 403, 429]));
    }

    [Test]
    public async Task Without_a_key_there_is_nothing_here()
    {
        await using var api = await ResetApi.StartAsync(Parts.Embedded);
        using var http = api.CreateClient();

        (await Signer.SendAsync(new ResetClient(http), "[]", Now)).AssertRefused("not-found");
    }

    /// <summary>Begins a call whose body doesn't come.</summary>
    private async Task<TcpClient> KnockAsync(string? signature = "MAYCAQECAQE=", string? timestamp = null, string expect = "Expect: 100-continue\r\n", string from = "127.0.0.1")
    {
        var caller = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0));
        await caller.ConnectAsync(IPAddress.Loopback, Client.Http.BaseAddress!.Port);
        await caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/sendgrid/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n{expect}"
            + (signature is null ? "" : $"{EventSignature.Header}: {signature}\r\n")
            + $"{EventSignature.TimestampHeader}: {timestamp ?? $"{Now.ToUnixTimeSeconds()}"}\r\n\r\n"));
        return caller;
    }

    /// <summary>What it is told next.</summary>
    private static async Task<string> HearAsync(TcpClient caller)
    {
        var heard = new byte[4096];
        var length = await caller.GetStream().ReadAsync(heard).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        return Encoding.ASCII.GetString(heard, 0, length);
    }

    private static DateTimeOffset At { get; } = new(2029, 12, 31, 23, 59, 50, TimeSpan.Zero);

    private DateTimeOffset Now => Api.Clock.GetUtcNow();

    private static string NewId() => $"{Guid.NewGuid():N}";

    private static string NewReference() => TicketStore.DrawReference(8);

    private static SentEvent Told(string reference, string kind, string? reason = null, string? category = "support-case", string? message = null) =>
        new(NewId(), message ?? NewId(), kind, reference, reason, category, At.ToUnixTimeSeconds());

    private static string Batch(params SentEvent[] events) => JsonSerializer.Serialize(events.Select(each => new Dictionary<string, object?>
    {
        ["email"] = "ada@example.com", ["event"] = each.Event, ["sg_event_id"] = each.Id, ["sg_message_id"] = each.MessageId, ["reference"] = each.Reference,
        ["reason"] = each.Reason, ["category"] = each.Category, ["timestamp"] = each.Timestamp, ["smtp-id"] = "<x@sendgrid.net>", ["tls"] = 1,
    }));

    private Task<Answer> SendAsync(params SentEvent[] events) => Signer.SendAsync(Client, Batch(events), Now);

    private async Task<IReadOnlyList<MailEvent>> KeptAsync(string reference)
    {
        await using var db = await Api.OpenDatabaseAsync();
        return await db.MailEvents.AsNoTracking().Where(kept => kept.Reference == reference).OrderBy(kept => kept.At).ThenBy(kept => kept.Kind).ToListAsync();
    }

    private async Task<int> CountAsync()
    {
        await using var db = await Api.OpenDatabaseAsync();
        return await db.MailEvents.CountAsync();
    }

    private sealed record SentEvent(string Id, string MessageId, string Event, string Reference, string? Reason, string? Category, long Timestamp);
}
