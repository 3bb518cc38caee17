using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;

namespace ResetService.Tests.Limits;

[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class TicketLimitTests(Parts parts) : ResetTest(parts, new Dictionary<string, string?>
{
    ["Limits:TicketsPerClient:Limit"] = "6",
    ["Limits:TicketsPerNetwork:Limit"] = "10",
    ["Limits:TicketsPerAddress:Limit"] = "4",
    ["Limits:ReadsPerClient:Limit"] = "600",
})
{
    private static int networks;

    // Each in a network of its own.
    private static string FreshNetwork() => $"127.{Interlocked.Increment(ref networks).ToString(CultureInfo.InvariantCulture)}.7.1";

    [Test]
    [Property("Checklist", "M2")]
    public async Task Every_answer_says_how_far_the_nearest_limit_is()
    {
        using var http = Api.CreateClientFrom(FreshNetwork());

        var answers = await AskAsync(http, 2);

        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.Accepted));
        AssertFields(answers[0], "tickets-client", limit: 6, left: 5, wait: 50);
        AssertFields(answers[1], "tickets-client", limit: 6, left: 4, wait: 100);
    }

    [Test]
    [Property("Checklist", "M2")]
    public async Task A_call_that_can_t_be_read_counts_and_says_so()
    {
        using var http = Api.CreateClientFrom(FreshNetwork());
        var client = new ResetClient(http);

        var malformed = await client.SendTextAsync(HttpMethod.Post, "v1/reset-tickets", "{");
        var large = await client.SendTextAsync(HttpMethod.Post, "v1/reset-tickets", new string(' ', 17 * 1024));

        malformed.AssertRefused("invalid-request");
        large.AssertRefused("request-too-large");
        AssertFields(malformed, "tickets-client", limit: 6, left: 5, wait: 50);
        AssertFields(large, "tickets-client", limit: 6, left: 4, wait: 100);
    }

    [Test]
    [Property("Checklist", "M1")]
    [Property("Checklist", "M2")]
    public async Task A_call_too_many_is_refused_until_one_is_free()
    {
        using var http = Api.CreateClientFrom(FreshNetwork());

        var answers = await AskAsync(http, 7);
        var refused = answers[^1];

        Assert.That(answers.Take(6).Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.Accepted));
        Assert.That((refused.Status, refused.Problem), Is.EqualTo((HttpStatusCode.TooManyRequests, "too-many-requests")));
        Assert.That(refused.Response.Headers.CacheControl!.NoStore, Is.True);
        Assert.That(refused.Body.GetProperty("violatedPolicies").EnumerateArray().Select(name => name.GetString()), Is.EqualTo(["tickets-client"]));
        AssertFields(refused, "tickets-client", limit: 6, left: 0, wait: 50);

        var wait = int.Parse(Field(refused, "Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture);
        Assert.That(wait, Is.EqualTo(StructuredField.Parse(Field(refused, "RateLimit"))["t"]));

        Api.Clock.Advance(TimeSpan.FromSeconds(wait));
        Assert.That((await AskAsync(http, 1)).Single().Status, Is.EqualTo(HttpStatusCode.Accepted));
    }

    [Test]
    public async Task One_client_alone_cannot_close_its_network_to_the_others()
    {
        var network = FreshNetwork()[..^1];
        using var one = Api.CreateClientFrom($"{network}1");
        using var two = Api.CreateClientFrom($"{network}2");

        var flood = await AskAsync(one, 30);
        var neighbour = await AskAsync(two, 4);

        Assert.That(flood.Count(answer => answer.Status is HttpStatusCode.Accepted), Is.EqualTo(6));
        Assert.That(neighbour.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.Accepted));
    }

    [Test]
    public async Task A_networks_clients_share_its_limit_and_another_network_has_its_own()
    {
        var network = FreshNetwork()[..^1];
        using var one = Api.CreateClientFrom($"{network}1");
        using var two = Api.CreateClientFrom($"{network}2");
        using var elsewhere = Api.CreateClientFrom(FreshNetwork());

        await AskAsync(one, 5);
        var answers = await AskAsync(two, 6);

        Assert.That(answers.Select(answer => answer.Status), Is.EqualTo(Enumerable.Repeat(HttpStatusCode.Accepted, 5).Append(HttpStatusCode.TooManyRequests)));
        AssertFields(answers[^1], "tickets-network", limit: 10, left: 0, wait: 30);
        Assert.That((await AskAsync(elsewhere, 1)).Single().Status, Is.EqualTo(HttpStatusCode.Accepted));
    }

    [Test]
    public async Task A_networks_clients_share_its_challenges_too()
    {
        await using var api = await ResetApi.StartAsync(Parts.Embedded, new Dictionary<string, string?>
        {
            ["HumanCheck:Mode"] = "altcha", ["Limits:ChallengesPerClient:Limit"] = "2", ["Limits:ChallengesPerNetwork:Limit"] = "3",
        });
        var network = FreshNetwork()[..^1];
        using var one = api.CreateClientFrom($"{network}1");
        using var two = api.CreateClientFrom($"{network}2");
        using var elsewhere = api.CreateClientFrom(FreshNetwork());

        var answers = new List<Answer>();
        foreach (var http in new[] { one, one, one, two, two, elsewhere }) answers.Add(await new ResetClient(http).CallAsync(HttpMethod.Get, "v1/challenges", secret: null));

        Assert.That(answers.Select(answer => (int)answer.Status), Is.EqualTo([200, 200, 429, 200, 429, 200]));
        AssertFields(answers[2], "challenges-client", limit: 2, left: 0, wait: 150);
        AssertFields(answers[4], "challenges-network", limit: 3, left: 0, wait: 100);
    }

    [Test]
    [Property("Checklist", "A6")]
    [Property("Checklist", "M2")]
    public async Task An_address_has_a_limit_in_each_network_alike_with_and_without_an_account()
    {
        var known = await AskFromOneNetworkAsync((await Api.SignUpAsync()).Email, 6);
        var unknown = await AskFromOneNetworkAsync(ResetApi.FreshAddress(), 6);

        Assert.That(known, Is.EqualTo(unknown));
        Assert.That(known.Select(trace => trace[..3]), Is.EqualTo(["202", "202", "202", "202", "429", "429"]));
        Assert.That(known.Take(4), Has.None.Contains("tickets-address"));
        Assert.That(known.Skip(4), Has.All.Contains("tickets-address"));
    }

    [Test]
    [Property("Checklist", "D8")]
    public async Task Strangers_elsewhere_cannot_close_an_address_to_its_owner()
    {
        var address = (await Api.SignUpAsync()).Email;
        for (var stranger = 0; stranger < 3; stranger++) await AskFromOneNetworkAsync(address, 5);

        Assert.That((await AskFromOneNetworkAsync(address, 1)).Single(), Does.StartWith("202"));
    }

    [Test]
    [Property("Checklist", "D6")]
    public async Task All_spellings_of_an_address_share_its_limit()
    {
        var name = Guid.NewGuid().ToString("N");
        string[] spellings = [$"{name}@example.com", $"{name.ToUpperInvariant()}@example.com", $"{name}@EXAMPLE.com", $"  {name}@example.com ", $"{name}@Example.Com"];
        using var http = Api.CreateClientFrom(FreshNetwork());

        var statuses = new List<HttpStatusCode>();
        foreach (var spelling in spellings) statuses.Add((await new ResetClient(http).CreateTicketAsync(new { email = spelling })).Status);

        Assert.That(statuses, Is.EqualTo(Enumerable.Repeat(HttpStatusCode.Accepted, 4).Append(HttpStatusCode.TooManyRequests)));
    }

    [Test]
    [Property("Checklist", "D6")]
    public async Task The_paths_spelling_makes_no_limit_of_its_own()
    {
        using var http = Api.CreateClientFrom(FreshNetwork());
        var client = new ResetClient(http);
        string[] spellings = ["v1/reset-tickets", "V1/Reset-Tickets", "v1/reset-tickets/", "v1/reset-tickets?a=1", "v1/reset%2Dtickets", "v1/reset-tickets", "v1/reset-tickets?b"];

        var statuses = new List<HttpStatusCode>();
        foreach (var path in spellings) statuses.Add((await client.CallAsync(HttpMethod.Post, path, secret: null, new { email = ResetApi.FreshAddress() })).Status);

        Assert.That(statuses, Is.EqualTo(Enumerable.Repeat(HttpStatusCode.Accepted, 6).Append(HttpStatusCode.TooManyRequests)));
    }

    [Test]
    [Property("Checklist", "O3")]
    public async Task A_forged_forwarding_header_makes_no_other_client()
    {
        using var http = Api.CreateClientFrom(FreshNetwork());

        var statuses = new List<HttpStatusCode>();
        for (var call = 0; call < 7; call++)
        {
            http.DefaultRequestHeaders.Remove("X-Forwarded-For");
            http.DefaultRequestHeaders.Add("X-Forwarded-For", $"203.0.{call}.1");
            statuses.Add((await AskAsync(http, 1)).Single().Status);
        }

        Assert.That(statuses, Is.EqualTo(Enumerable.Repeat(HttpStatusCode.Accepted, 6).Append(HttpStatusCode.TooManyRequests)));
    }

    [Test]
    [Property("Checklist", "D5")]
    public async Task A_burst_of_guesses_ends_where_a_burst_of_reads_goes_on()
    {
        using var http = Api.CreateClientFrom(FreshNetwork());
        var client = new ResetClient(http);
        var ticket = await client.OpenAsync(ResetApi.FreshAddress());

        var asks = await AskAsync(http, 8);
        var reads = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.ReadAsync(ticket)));

        Assert.That(asks.Count(ask => ask.Status == HttpStatusCode.TooManyRequests), Is.EqualTo(3));
        Assert.That(reads.Select(read => read.Status), Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(StructuredField.Parse(Field(reads[0], "RateLimit-Policy")), Has.Property("Name").EqualTo("reads"));
    }

    [Test]
    public async Task Who_asked_too_much_is_refused_before_the_body_is_read()
    {
        var address = FreshNetwork();
        using (var http = Api.CreateClientFrom(address)) await AskAsync(http, 6);
        using var usual = Api.CreateClient();
        using var socket = new TcpClient(new IPEndPoint(IPAddress.Parse(address), 0));
        await socket.ConnectAsync(IPAddress.Loopback, usual.BaseAddress!.Port);

        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            "POST /v1/reset-tickets HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n"));
        using var reader = new StreamReader(socket.GetStream());
        var status = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.That(status, Is.EqualTo("HTTP/1.1 429 Too Many Requests"));
    }

    [Test]
    public async Task A_refused_body_counts_for_its_sender_and_for_no_address()
    {
        var network = FreshNetwork();
        using var http = Api.CreateClientFrom(network);
        using var neighbour = Api.CreateClientFrom($"{network[..^1]}2");
        var client = new ResetClient(http);
        var address = ResetApi.FreshAddress();

        var invalid = new List<Answer>();
        for (var call = 0; call < 5; call++) invalid.Add(await client.CreateTicketAsync(new { email = address, storefront = "nowhere" }));

        Assert.That(invalid.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.BadRequest));
        AssertFields(invalid[^1], "tickets-client", limit: 6, left: 1, wait: 250);
        Assert.That((await TracesAsync(neighbour, address, 4)).Select(trace => trace[..3]), Is.All.EqualTo("202"));
    }

    private static async Task<IReadOnlyList<Answer>> AskAsync(HttpClient http, int times)
    {
        var answers = new List<Answer>();
        for (var time = 0; time < times; time++) answers.Add(await new ResetClient(http).CreateTicketAsync(new { email = ResetApi.FreshAddress() }));
        return answers;
    }

    private async Task<IReadOnlyList<string>> AskFromOneNetworkAsync(string address, int times)
    {
        using var http = Api.CreateClientFrom(FreshNetwork());
        return await TracesAsync(http, address, times);
    }

    /// <returns>What can be told apart of each answer.</returns>
    private static async Task<IReadOnlyList<string>> TracesAsync(HttpClient http, string address, int times)
    {
        var traces = new List<string>();
        for (var time = 0; time < times; time++)
        {
            var answer = await new ResetClient(http).CreateTicketAsync(new { email = address });
            var headers = answer.Response.Headers.Where(header => header.Key is not ("Date" or "Location")).Select(header => $"{header.Key}: {string.Join(',', header.Value)}");
            traces.Add($"{(int)answer.Status} {string.Join(" | ", headers)} {(answer.Problem is null ? answer.Text.Length : answer.Text)}");
        }

        return traces;
    }

    private static string Field(Answer answer, string name) => answer.Response.Headers.GetValues(name).Single();

    private static void AssertFields(Answer answer, string policy, int limit, int left, int wait)
    {
        var stands = StructuredField.Parse(Field(answer, "RateLimit-Policy"));
        var now = StructuredField.Parse(Field(answer, "RateLimit"));

        Assert.That((stands.Name, stands["q"], stands["w"]), Is.EqualTo((policy, limit, 300)));
        Assert.That((now.Name, now["r"], now["t"]), Is.EqualTo((policy, left, wait)));
    }
}
