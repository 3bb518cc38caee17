using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Tests.Support;

namespace ResetService.Tests.Hosting;

/// <summary>What a production process writes and sends about its calls, with every log level on that settings can switch on.</summary>
internal sealed class AuditTests
{
    private const string Caller = "198.51.100.0/24"; // ProductionService's proxy says so

    private static readonly Secret PartnersKey = Secret.Draw();

    private readonly int managementPort = FreePort.Take();
    private SendGridStub sendGrid = null!;
    private OtlpStub collector = null!;
    private readonly SendGridSigner signer = new();
    private ProductionService service = null!;
    private ResetClient client = null!;
    private Queue<string> registered = null!;

    [OneTimeSetUp]
    public async Task StartService()
    {
        sendGrid = await SendGridStub.StartAsync();
        collector = await OtlpStub.StartAsync();
        var database = await (await Servers.Postgres).CreateDatabaseAsync();
        var settings = ProductionService.Settings;
        var more = new Dictionary<string, string>
        {
            ["Role"] = "all",
            ["ConnectionStrings__Redis"] = (await Servers.Redis).ConnectionString,
            ["ConnectionStrings__Postgres"] = database,
            ["SendGrid__ApiKey"] = sendGrid.ApiKey,
            ["SendGrid__BaseUrl"] = sendGrid.BaseUrl.AbsoluteUri,
            ["SendGrid__EventsPublicKeys__0"] = signer.PublicKey,
            ["Codes__AddressTries"] = "5",
            ["Partners__erp__KeyDigest"] = PartnersKey.Digest,
            ["Partners__erp__Storefronts__0"] = "default",
            ["Partners__erp__Operations__0"] = "createResetTicket",
            ["Management__Url"] = $"http://127.0.0.1:{managementPort}",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
            ["Logging__LogLevel__Default"] = "Debug",
            ["Logging__LogLevel__Microsoft.AspNetCore"] = "Debug",
            ["Logging__LogLevel__Microsoft.AspNetCore.Routing"] = "Debug",
            ["Logging__LogLevel__Microsoft.EntityFrameworkCore"] = "Debug",
            ["Logging__LogLevel__System.Net.Http.HttpClient"] = "Trace",
        };
        foreach (var (name, value) in more) settings[name] = value;

        registered = new(Enumerable.Range(0, 9).Select(_ => ResetApi.FreshAddress()));
        var (exitCode, output) = await ServiceProcess.RunAsync(["migrate"], settings);
        Assert.That(exitCode, Is.Zero, output);
        await SignUpAsync(database, registered);
        service = await ProductionService.StartAsync(settings);
        client = new ResetClient(service.Http);
    }

    [OneTimeTearDown]
    public async Task StopService()
    {
        await service.DisposeAsync();
        await collector.DisposeAsync();
        await sendGrid.DisposeAsync();
        signer.Dispose();
    }

    [TestCase("authn_reset_request", "createResetTicket", 202)]
    [TestCase("authn_code_request", "sendCode", 202)]
    [TestCase("authn_code_success", "confirmCode", 200)]
    [TestCase("authn_code_fail", "confirmCode", 422)]
    [TestCase("authn_code_fail_max", "confirmCode", 422)]
    [TestCase("authn_link_success", "confirmLink", 200)]
    [TestCase("authn_password_change", "setPassword", 200)]
    [TestCase("authn_password_change_fail", "setPassword", 422)]
    [TestCase("authn_support_request", "requestSupport", 202)]
    [TestCase("authn_token_revoked", "cancelResetTicket", 204)]
    [TestCase("authz_fail", "getResetTicket", 404)]
    [TestCase("excess_rate_limit_exceeded", "sendCode", 429)]
    [TestCase("sequence_fail", "confirmCode", 409)]
    [TestCase("input_validation_fail", "confirmCode", 400)]
    [Property("Checklist", "S2")]
    public async Task Each_event_is_one_line_that_says_when_where_who_and_what(string name, string operation, int status)
    {
        using var trace = new Activity("test");
        trace.Start();

        var ticket = await CauseAsync(name);
        var line = await AuditedAsync(trace, name);

        var fields = line.GetProperty("fields");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(line.GetProperty("time").GetDateTime(), Is.EqualTo(TimeProvider.System.GetUtcNow().UtcDateTime).Within(TimeSpan.FromSeconds(30)).And.Property("Kind").EqualTo(DateTimeKind.Utc));
            Assert.That(line.GetProperty("level").GetString(), Is.EqualTo(status < 300 ? "Information" : "Warning"));
            Assert.That(fields.GetProperty("Operation").GetString(), Is.EqualTo(operation));
            Assert.That(fields.GetProperty("Route").GetString(), Does.StartWith("/v1/"));
            Assert.That(fields.GetProperty("Status").GetInt32(), Is.EqualTo(status));
            Assert.That(fields.GetProperty("Problem").GetString() is { Length: > 0 }, Is.EqualTo(status >= 300));
            Assert.That(fields.GetProperty("Ticket").GetString(), Is.EqualTo(ticket.Id[10..]));
            Assert.That(fields.GetProperty("Network").GetString(), Is.EqualTo(Caller));
            Assert.That((fields.GetProperty("Partner").GetString(), fields.GetProperty("PartnerNetwork").GetString()), Is.EqualTo(("", "")));
        }
    }

    [TestCase("8e03978e-40d5-43e8-bc93-6894a57f9324", Description = "The first answer, as it was kept")]
    [TestCase(null, Description = "The same pass and password")]
    [Property("Checklist", "S2")]
    public async Task A_call_that_is_repeated_is_no_second_change(string? key)
    {
        var address = registered.Dequeue();
        var ticket = await client.OpenAsync(address);
        var pass = await ConfirmAsync(ticket, address);

        var first = await AuditedCallAsync("authn_password_change");
        var again = await AuditedCallAsync("call_repeated");

        Assert.That(new[] { first, again }.Select(line => line.GetProperty("fields").GetProperty("Status").GetInt32()), Is.All.EqualTo(200));
        Assert.That(again.GetProperty("fields").GetProperty("Operation").GetString(), Is.EqualTo("setPassword"));
        Assert.That(again.GetProperty("level").GetString(), Is.EqualTo("Information"));

        async Task<JsonElement> AuditedCallAsync(string name)
        {
            using var trace = new Activity("test");
            trace.SetParentId(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom());
            trace.Start();
            using var content = new StringContent($$"""{"password":"{{ResetApi.GoodPassword}}","passwordRepeat":"{{ResetApi.GoodPassword}}"}""", Encoding.UTF8, "application/json");
            using var request = new HttpRequestMessage(HttpMethod.Put, new Uri($"/v1/reset-tickets/{ticket.Id}/password", UriKind.Relative)) { Content = content };
            request.Headers.Authorization = new("Bearer", pass);
            if (key is not null) request.Headers.Add("Idempotency-Key", key);
            await client.SendAsync(request);
            return await AuditedAsync(trace, name);
        }
    }

    [Test]
    [Property("Checklist", "S2")]
    public async Task A_call_that_is_made_many_times_at_once_is_one_change()
    {
        var address = registered.Dequeue();
        var ticket = await client.OpenAsync(address);
        var pass = await ConfirmAsync(ticket, address);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword)));

        Assert.That(answers.Select(answer => answer.Status), Has.All.EqualTo(HttpStatusCode.OK));
        Assert.That(() => NamesOf(ticket).Length, Is.EqualTo(5).After(10_000, 20));
        Assert.That(NamesOf(ticket), Has.Exactly(1).EqualTo("authn_password_change").And.Exactly(4).EqualTo("call_repeated"));
    }

    [TestCase("authn_reset_request", "203.0.113.7", "203.0.113.0/24")]
    [TestCase("input_validation_fail", null, Caller)]
    [Property("Checklist", "S2")]
    public async Task A_partner_s_call_names_the_partner_and_both_networks(string name, string? clientIp, string network)
    {
        using var trace = new Activity("test");
        trace.Start();

        await CallAsPartnerAsync(clientIp);
        var fields = (await AuditedAsync(trace, name)).GetProperty("fields");

        Assert.That((fields.GetProperty("Partner").GetString(), fields.GetProperty("PartnerNetwork").GetString(), fields.GetProperty("Network").GetString()), Is.EqualTo(("erp", Caller, network)));
    }

    [Test]
    [Property("Checklist", "S2")]
    public async Task A_batch_of_events_that_SendGrid_did_not_sign_is_one_too()
    {
        using var trace = new Activity("test");
        trace.Start();

        await SendGridSigner.SendAsync(client, "[]", "MAYCAQECAQE=", "1893499200");
        var line = await AuditedAsync(trace, "authn_signature_fail");

        Assert.That(line.GetProperty("fields").GetProperty("Operation").GetString(), Is.EqualTo("receiveSendGridEvents"));
        Assert.That(line.GetProperty("fields").GetProperty("Network").GetString(), Is.EqualTo(Caller));
    }

    [Test]
    [Property("Checklist", "P1")]
    [Property("Checklist", "S1")]
    public async Task No_secret_address_or_tag_is_logged_traced_or_measured()
    {
        using var trace = new Activity("test");
        trace.ActivityTraceFlags = ActivityTraceFlags.Recorded; // else the service records no spans
        trace.Start();
        var address = registered.Dequeue();
        var ticket = await client.OpenAsync(address, sendCode: true);
        await client.ReadAsync(ticket);
        var mail = await sendGrid.NextMailAsync(address);
        await client.ConfirmAsync(ticket, Wrong(mail.Code));
        var confirmed = await client.ConfirmAsync(ticket, mail.Code);
        await client.CheckPasswordAsync(ticket.Id, confirmed["pass"], ResetApi.OldPassword);
        await client.SetPasswordAsync(ticket.Id, confirmed["pass"], ResetApi.GoodPassword);
        await client.CallAsync(HttpMethod.Get, $"nowhere/{ticket.Id}?ticket={ticket.Id}", ticket.Token);
        await client.RequestSupportAsync(await client.OpenAsync(address), address, "What a customer tells");
        await sendGrid.NextMailAsync(address, 3);
        await CallAsPartnerAsync("203.0.113.7");
        await CallAsPartnerAsync($"203.0.113.7?{PartnersKey.Text}");
        await AuditedAsync(trace, "authn_password_change");

        using var management = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{managementPort}") };
        var metrics = await management.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        for (var tries = 0; tries < 100 && !IsTraced(); tries++) await Task.Delay(100);
        Assert.That(IsTraced(), Is.True, "spans and metrics came to the collector");
        Assert.That(metrics.Contains("http_route=\"/v1/reset-tickets/{id}/confirmation\"", StringComparison.Ordinal), Is.True, "metrics go by route");

        string[] written = [.. service.Output, .. collector.Received.Split('\n'), .. metrics.Split('\n')];
        using (Assert.EnterMultipleScope())
        {
            foreach (var secret in (string[])[address, ticket.Id[..10], ticket.Token, confirmed["pass"], ResetApi.GoodPassword, ResetApi.OldPassword, sendGrid.ApiKey, PartnersKey.Text, PartnersKey.Digest, "What a customer tells"])
                Assert.That(written.Where(line => line.Contains(secret, StringComparison.OrdinalIgnoreCase)), Is.Empty, secret);

            // The calls' own lines: elsewhere six digits can stand by accident.
            Assert.That(written.Where(line => line.Contains(trace.TraceId.ToHexString(), StringComparison.Ordinal)), Has.None.Match($@"(?<![.\w]){mail.Code}\b"));
        }

        bool IsTraced() => collector.Received.Contains("/v1/traces", StringComparison.Ordinal)
            && collector.Received.Contains("/v1/metrics", StringComparison.Ordinal)
            && collector.Received.Contains("PUT /v1/reset-tickets/{id}/password", StringComparison.Ordinal);
    }

    [TestCase("\\r\\n{\\\"level\\\":\\\"forged\\\"}")]
    [TestCase("\\u2028\\u001b[31m")]
    [Property("Checklist", "S3")]
    public async Task Whatever_a_caller_sends_a_line_stays_one_json_object(string nasty)
    {
        using var trace = new Activity("test");
        trace.Start();
        var agent = $"a\u2028\u001b{Uri.UnescapeDataString("%C2%85")}";
        using var content = new StringContent($$"""{"email":"a{{nasty}}@example.com","{{nasty}}":1}""", Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/reset-tickets", UriKind.Relative)) { Content = content };
        var answer = await client.SendAsync(request);
        await ProductionService.SpeakAsync(service.Address,
            $"DELETE /v1/reset-tickets/%0d%0a%1b%E2%80%A8forged HTTP/1.1\r\nHost: {ProductionService.Host}\r\nX-Forwarded-Proto: https\r\nUser-Agent: {agent}\r\n"
            + $"traceparent: 00-{trace.TraceId}-{trace.SpanId}-01\r\nConnection: close\r\n\r\n");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        await AuditedAsync(trace, "input_validation_fail");
        var refused = await AuditedAsync(trace, "authz_fail");
        Assert.That(refused.GetProperty("fields").GetProperty("Ticket").GetString(), Is.EqualTo("(malformed)"));
        foreach (var line in service.Output)
        {
            Assert.That(() => Parse(line).ValueKind, Is.EqualTo(JsonValueKind.Object), line);
            Assert.That(line, Does.Not.Match("[\u0000-\u001f\u0085\u2028\u2029]"));
            Assert.That(Parse(line).GetProperty("level").GetString(), Is.Not.EqualTo("forged"));
        }
    }

    // Each ends with the call that the event is about.
    private async Task<Ticket> CauseAsync(string name)
    {
        var address = name is "authn_code_success" or "authn_link_success" or "authn_password_change" or "authn_password_change_fail" ? registered.Dequeue() : ResetApi.FreshAddress();
        var ticket = await client.OpenAsync(address);
        switch (name)
        {
            case "authn_code_request":
                await client.SendCodeAsync(ticket);
                break;
            case "authn_code_success":
                await ConfirmAsync(ticket, address);
                break;
            case "authn_code_fail":
                await client.SendCodeAsync(ticket);
                await client.ConfirmAsync(ticket, "000000");
                break;
            case "authn_code_fail_max":
                await client.SendCodeAsync(ticket);
                await LockAsync(ticket);
                break;
            case "authn_link_success":
                await client.SendCodeAsync(ticket);
                await sendGrid.NextMailAsync(address); // a ticket that is locked before its mail went gets none
                await LockAsync(ticket);
                await client.OpenAsync(address, sendCode: true);
                var link = (await sendGrid.NextMailAsync(address, 2)).Link;
                await client.ConfirmLinkAsync(link.Id, link.Token);
                return new(link.Id, link.Token);
            case "authn_password_change":
                await client.SetPasswordAsync(ticket.Id, await ConfirmAsync(ticket, address), ResetApi.GoodPassword);
                break;
            case "authn_password_change_fail":
                await client.SetPasswordAsync(ticket.Id, await ConfirmAsync(ticket, address), "password");
                break;
            case "authn_support_request":
                await client.RequestSupportAsync(ticket, address, "My mailbox is gone.");
                break;
            case "authn_token_revoked":
                await client.CancelAsync(ticket);
                break;
            case "authz_fail":
                await client.ReadAsync(ticket with { Token = new string('A', ticket.Token.Length) });
                break;
            case "excess_rate_limit_exceeded":
                await client.SendCodeAsync(ticket);
                await client.SendCodeAsync(ticket);
                break;
            case "sequence_fail":
                await client.ConfirmAsync(ticket, "000000");
                break;
            case "input_validation_fail":
                await client.ConfirmAsync(ticket, "five");
                break;
        }

        return ticket;
    }

    private async Task<string> ConfirmAsync(Ticket ticket, string address)
    {
        await client.SendCodeAsync(ticket);
        return (await client.ConfirmAsync(ticket, (await sendGrid.NextMailAsync(address)).Code))["pass"];
    }

    private async Task CallAsPartnerAsync(string? clientIp)
    {
        using var content = new StringContent($$"""{"email":"{{ResetApi.FreshAddress()}}"}""", Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/reset-tickets", UriKind.Relative)) { Content = content };
        request.Headers.Add("X-Api-Key", PartnersKey.Text);
        request.Headers.Add("X-Client-Ip", clientIp);
        await client.SendAsync(request);
    }

    private async Task LockAsync(Ticket ticket)
    {
        foreach (var guess in Enumerable.Range(0, 5)) await client.ConfirmAsync(ticket, guess.ToString("D6", CultureInfo.InvariantCulture));
    }

    private static string Wrong(string code) => code == "000000" ? "000001" : "000000";

    /// <summary>The events of a ticket's setPassword.</summary>
    private string?[] NamesOf(Ticket ticket) =>
    [
        .. service.Output.Where(line => line.Contains("ResetService.Audit", StringComparison.Ordinal)).Select(line => Parse(line).GetProperty("fields"))
            .Where(fields => fields.GetProperty("Ticket").GetString() == ticket.Id[10..] && fields.GetProperty("Operation").GetString() == "setPassword")
            .Select(fields => fields.GetProperty("Event").GetString()),
    ];

    /// <summary>The event's line; each call of a test carries its trace. The line is written after the answer.</summary>
    private async Task<JsonElement> AuditedAsync(Activity trace, string name)
    {
        for (var tries = 0; tries < 500; tries++)
        {
            var lines = service.Output.Where(line => line.Contains("ResetService.Audit", StringComparison.Ordinal)).Select(Parse).Select(line => (Line: line, Fields: line.GetProperty("fields")))
                .Where(line => line.Fields.GetProperty("Trace").GetString() == trace.TraceId.ToHexString() && line.Fields.GetProperty("Event").GetString() == name).ToArray();
            if (lines.Length == 1) return lines[0].Line;
            if (lines.Length > 1) Assert.Fail($"{lines.Length} lines for one {name}");
            await Task.Delay(10);
        }

        throw new AssertionException($"No {name} for {trace.TraceId} in:\n{string.Join('\n', service.Output.Where(line => line.Contains("Audit", StringComparison.Ordinal)))}");
    }

    private static JsonElement Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.Clone();
    }

    private static async Task SignUpAsync(string database, IEnumerable<string> addresses)
    {
        await using var db = new AccountsDb(new DbContextOptionsBuilder<AccountsDb>().UseNpgsql(database).Options);
        db.Accounts.AddRange(addresses.Select(address => new Account
        {
            Id = Guid.CreateVersion7(),
            Email = address,
            EmailKey = address,
            PasswordHash = "",
            SecurityStamp = Account.DrawStamp(),
            Verified = true,
        }));
        await db.SaveChangesAsync();
    }
}
