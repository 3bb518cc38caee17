using System.Net;
using ResetService.Hosting;
using ResetService.Tests.Support;
using StackExchange.Redis;

namespace ResetService.Tests.Limits;

/// <summary>The limits stand in Redis: for all instances, over its restarts, and nothing opens without it.</summary>
internal sealed class SharedLimitTests
{
    [Test]
    [Property("Checklist", "D3")]
    public async Task Two_instances_share_the_limits()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Limits:TicketsPerClient:Limit"] = "5",
            ["Limits:WrongCodesPerNetwork:Limit"] = "3",
            ["Keys:Current"] = KeyOptions.Draw(),
            ["Keys:Address"] = KeyOptions.Draw(),
        };
        await using var first = await ResetApi.StartAsync(Parts.Real, settings);
        await using var second = await ResetApi.StartAsync(Parts.Real, new Dictionary<string, string?>(settings) { ["ConnectionStrings:Redis"] = first.Redis!.ConnectionString });
        using var http = first.CreateClient();
        using var otherHttp = second.CreateClient();
        ResetClient[] instances = [new(http), new(otherHttp)];

        var tickets = new List<Ticket>();
        for (var call = 0; call < 5; call++) tickets.Add(await instances[call % 2].OpenAsync(ResetApi.FreshAddress(), sendCode: true));
        var refused = await instances[1].CreateTicketAsync(new { email = ResetApi.FreshAddress() });
        var guesses = new List<string?>();
        for (var call = 0; call < 4; call++) guesses.Add((await instances[call % 2].ConfirmAsync(tickets[call], "000000")).Problem);

        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(guesses, Is.EqualTo(["wrong-code", "wrong-code", "wrong-code", "too-many-requests"]));
    }

    [Test]
    [Property("Checklist", "D7")]
    public async Task Without_Redis_nothing_opens_and_when_it_is_back_the_limits_are_where_they_were()
    {
        await using var api = await ResetApi.StartAsync(Parts.Real, new Dictionary<string, string?> { ["Limits:TicketsPerClient:Limit"] = "3" });
        using var http = api.CreateClient();
        var client = new ResetClient(http);
        var ticket = await client.OpenAsync(ResetApi.FreshAddress(), sendCode: true);
        await client.OpenAsync(ResetApi.FreshAddress());

        await api.Redis!.StopAsync();
        Answer[] down = [await client.CreateTicketAsync(new { email = ResetApi.FreshAddress() }), await client.ReadAsync(ticket), await client.ConfirmAsync(ticket, "000000")];
        await api.Redis.StartAgainAsync();
        await api.Redis.WaitUntilAsync(async () => (await client.ReadAsync(ticket)).Status == HttpStatusCode.OK);
        Answer[] back = [await client.CreateTicketAsync(new { email = ResetApi.FreshAddress() }), await client.CreateTicketAsync(new { email = ResetApi.FreshAddress() })];

        Assert.That(down.Select(answer => answer.Problem), Is.All.EqualTo("service-unavailable"));
        Assert.That(down.Select(answer => answer.Response.Headers.RetryAfter?.Delta), Is.All.GreaterThan(TimeSpan.Zero));
        Assert.That(back.Select(answer => answer.Status), Is.EqualTo([HttpStatusCode.Accepted, HttpStatusCode.TooManyRequests]));
    }

    [Test]
    [Property("Checklist", "E4")]
    public async Task Whatever_fails_in_between_no_counter_lives_for_ever_and_none_names_its_subject()
    {
        string[] counted = ["TicketsPerClient", "TicketsPerNetwork", "TicketsPerAddress", "TicketsInAll", "WrongCodesPerNetwork", "WrongCodesInAll"];
        await using var api = await ResetApi.StartAsync(Parts.Real, counted.ToDictionary(limit => $"Limits:{limit}:Limit", _ => (string?)"1000"));
        using var http = api.CreateClient();
        var client = new ResetClient(http);
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{api.Redis!.ConnectionString},allowAdmin=true");
        var redis = connection.GetServers().Single();

        // While its connections are cut some calls fail; none may leave a counter behind without an end.
        var asks = Enumerable.Range(0, 200).Select(_ => GuessAsync(client)).ToArray();
        for (var cut = 0; cut < 5; cut++) await redis.ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        await Task.WhenAll(asks);
        await api.Redis.WaitUntilAsync(async () => await GuessAsync(client) == "wrong-code");

        var keys = new List<RedisKey>();
        await foreach (var key in redis.KeysAsync(pattern: "reset:*")) keys.Add(key);
        var limits = keys.Where(key => $"{key}".StartsWith("reset:limit:", StringComparison.Ordinal)).ToArray();
        var steps = keys.Except(limits).ToArray();
        Assert.That(limits.Select(key => $"{key}".Split('{', ':')[3]).Distinct(), Is.SupersetOf(["tickets-client", "tickets-network", "tickets-address", "tickets", "wrong-codes", "wrong-codes-in-all"]));
        Assert.That(steps.Select(key => $"{key}".Split(':')[2]).Distinct(), Is.SupersetOf(["ticket", "guesses", "sends"]));
        foreach (var key in limits) Assert.That($"{key}", Does.Match(@"^reset:limit:\{[a-z-]+:[A-Za-z0-9_-]{22}\}\z"));
        foreach (var key in limits.Concat(steps.Where(key => !IsQueue(key)))) Assert.That(await connection.GetDatabase().KeyTimeToLiveAsync(key), Is.Not.Null, $"{key}");

        // What waits to be done waits until it is.
        static bool IsQueue(RedisKey key) => $"{key}".Split(':')[2] is "mail" or "events";
    }

    /// <returns>The problem met on the way.</returns>
    private static async Task<string?> GuessAsync(ResetClient client)
    {
        var opened = await client.CreateTicketAsync(new { email = ResetApi.FreshAddress(), sendCode = true });
        if (opened.Problem is { } problem) return problem;

        return (await client.ConfirmAsync(new Ticket(opened["id"], opened["token"]), "000000")).Problem;
    }
}
