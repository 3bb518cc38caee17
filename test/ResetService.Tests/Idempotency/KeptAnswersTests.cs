using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using ResetService.Hosting;
using ResetService.Tests.Support;

namespace ResetService.Tests.Idempotency;

/// <summary>What Redis holds of a call, what it is asked, and what becomes of an answer when keys change.</summary>
internal sealed class KeptAnswersTests() : IdempotencyTest(Parts.Real, Keys)
{
    private static readonly Dictionary<string, string?> Keys = new()
    {
        ["Keys:Current"] = KeyOptions.Draw(),
        ["Keys:Address"] = KeyOptions.Draw(),
    };

    [Test]
    public async Task A_thief_of_redis_finds_nothing_in_the_clear()
    {
        var account = await Api.SignUpAsync();
        string[] keys = [NewKey(), NewKey(), NewKey()];
        var body = $$"""{"email":"{{account.Email}}","locale":"cs"}""";

        var created = await CreateTicketAsync(keys[0], body);
        var ticket = new Ticket(created["id"], created["token"]);
        var sent = await SendCodeAsync(keys[1], ticket);
        var confirmed = await Client.ConfirmAsync(ticket, (await Api.SendGrid.NextMailAsync(account.Email)).Code);
        await SetPasswordAsync(keys[2], new(ticket.Id, confirmed["pass"]), ResetApi.GoodPassword);

        var stored = await ReadKeysAsync();
        Assert.That(stored, Has.Count.GreaterThanOrEqualTo(3));
        string[] secrets = [.. keys, body, created.Text, account.Email, "@", ticket.Id, ticket.Token, sent["reference"], confirmed["pass"], ResetApi.GoodPassword, "email", "127.0.0.1"];
        foreach (var secret in secrets) Assert.That(stored, Has.None.Contains(secret));
    }

    [Test]
    public async Task An_instance_with_rotated_keys_gives_the_first_answer()
    {
        var body = new { email = ResetApi.FreshAddress() };
        var key = NewKey();
        var first = await CreateTicketAsync(key, body);

        await using var rotated = await ResetApi.StartAsync(Parts.Embedded, new Dictionary<string, string?>
        {
            ["ConnectionStrings:Redis"] = Api.Redis!.ConnectionString,
            ["Keys:Current"] = KeyOptions.Draw(),
            ["Keys:Previous"] = Keys["Keys:Current"],
            ["Keys:Address"] = Keys["Keys:Address"],
        });
        rotated.Clock.SetUtcNow(Api.Clock.GetUtcNow());
        using var http = rotated.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/reset-tickets", UriKind.Relative)) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);

        AssertSame(await new ResetClient(http).SendAsync(request), first);
    }

    [Test]
    public async Task A_call_without_a_key_asks_redis_nothing_more()
    {
        var body = new { email = ResetApi.FreshAddress() };
        var key = NewKey();
        const int limits = 2; // asked before any key; those of the address and the shop, three, count with the ticket
        await CreateTicketAsync(NewKey(), body); // every script is known to the server from here on
        await WorkersAreIdleAsync();

        Assert.That(await CountScriptsAsync(() => CreateTicketAsync(key: null, body)), Is.EqualTo(limits + 4));
        Assert.That(await CountScriptsAsync(() => CreateTicketAsync(key, body)), Is.EqualTo(limits + 6));
        Assert.That(await CountScriptsAsync(() => CreateTicketAsync(key, body)), Is.EqualTo(limits + 1));
        Assert.That(await CountScriptsAsync(() => CreateTicketAsync("\"", body)), Is.EqualTo(limits));
    }

    // Once they have looked into every partition.
    private async Task WorkersAreIdleAsync()
    {
        var before = -1L;
        await Assert.ThatAsync(async () => before == (before = await CountScriptsAsync()), Is.True.After(10_000, 100));
    }

    private async Task<long> CountScriptsAsync(Func<Task<Answer>> call)
    {
        var before = await CountScriptsAsync();
        await call();
        return await CountScriptsAsync() - before;
    }

    private async Task<long> CountScriptsAsync()
    {
        var statistics = $"{await Connection.GetDatabase().ExecuteAsync("INFO", "commandstats")}";
        return Regex.Matches(statistics, "cmdstat_eval(sha)?:calls=(?<calls>[0-9]+)")
            .Sum(match => long.Parse(match.Groups["calls"].Value, CultureInfo.InvariantCulture));
    }
}
