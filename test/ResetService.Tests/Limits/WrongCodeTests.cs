using System.Net;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;

namespace ResetService.Tests.Limits;

/// <summary>Guesses across many accounts, which no account's own budget stops.</summary>
internal sealed class WrongCodeTests() : ResetTest(Parts.Real, new Dictionary<string, string?> { ["Limits:WrongCodesPerNetwork:Limit"] = "60" })
{
    [Test]
    [Property("Checklist", "D4")]
    public async Task A_network_that_guesses_on_many_tickets_is_stopped_after_60_wrong_codes()
    {
        using var http = Api.CreateClientFrom("127.1.1.1");
        using var neighbour = Api.CreateClientFrom("127.1.1.2");
        using var elsewhere = Api.CreateClientFrom("127.1.2.1");
        var wrongCodes = 0L;
        using var listener = Meters.Listen(Api, "reset.codes.wrong", value => wrongCodes += value);

        var guesses = new List<Answer>();
        for (var ticket = 0; ticket < 60; ticket++) guesses.Add(await GuessAsync(new ResetClient(http)));
        var next = await GuessAsync(new ResetClient(neighbour));
        var other = await GuessAsync(new ResetClient(elsewhere));

        Assert.That(guesses.Select(guess => guess.Problem), Is.All.EqualTo("wrong-code"));
        Assert.That(next.Problem, Is.EqualTo("too-many-requests"));
        Assert.That(next.Response.Headers.GetValues("RateLimit-Policy"), Is.EqualTo(["\"wrong-codes\";q=60;w=3600"]));
        Assert.That(next.Response.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(other.Problem, Is.EqualTo("wrong-code"));
        Assert.That(wrongCodes, Is.EqualTo(61));
    }

    [Test]
    [Property("Checklist", "D4")]
    public async Task A_stopped_network_compares_nothing_more_a_right_code_included()
    {
        using var http = Api.CreateClientFrom("127.1.3.1");
        var client = new ResetClient(http);
        var account = await Api.SignUpAsync();
        var ticket = await client.OpenAsync(account.Email, sendCode: true);
        var code = (await Api.SendGrid.NextMailAsync(account.Email)).Code;
        for (var guess = 0; guess < 60; guess++) await GuessAsync(client);

        var refused = await client.ConfirmAsync(ticket, code);
        Api.Clock.Advance(TimeSpan.FromMinutes(1));
        var later = await client.ConfirmAsync(ticket, code);

        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(later.Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Right_codes_and_calls_that_compare_nothing_are_given_back()
    {
        using var http = Api.CreateClientFrom("127.1.4.1");
        var client = new ResetClient(http);
        for (var guess = 0; guess < 59; guess++) await GuessAsync(client);

        for (var customer = 0; customer < 3; customer++)
        {
            var account = await Api.SignUpAsync();
            var ticket = await client.OpenAsync(account.Email);
            Assert.That((await client.ConfirmAsync(ticket, "000000")).Problem, Is.EqualTo("code-not-requested"));

            await client.SendCodeAsync(ticket);
            var code = (await Api.SendGrid.NextMailAsync(account.Email)).Code;
            Assert.That((await client.ConfirmAsync(ticket, code)).Status, Is.EqualTo(HttpStatusCode.OK));
            Assert.That((await client.ConfirmAsync(ticket, code)).Problem, Is.EqualTo("already-confirmed"));
        }

        Assert.That((await GuessAsync(client)).Problem, Is.EqualTo("wrong-code"));
        Assert.That((await GuessAsync(client)).Problem, Is.EqualTo("too-many-requests"));
    }

    [Test]
    [Property("Checklist", "D4")]
    [Property("Checklist", "E1")]
    public async Task Of_200_guesses_at_once_60_are_compared()
    {
        using var http = Api.CreateClientFrom("127.1.5.1");
        var client = new ResetClient(http);
        var tickets = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => client.OpenAsync(ResetApi.FreshAddress(), sendCode: true)));

        var guesses = await Task.WhenAll(Enumerable.Range(0, 200).Select(guess => client.ConfirmAsync(tickets[guess % tickets.Length], "000000")));

        Assert.That(guesses.Count(guess => guess.Problem == "wrong-code"), Is.EqualTo(60));
        Assert.That(guesses.Count(guess => guess.Problem == "too-many-requests"), Is.EqualTo(140));
    }

    [Test]
    public async Task A_charge_that_can_not_be_given_back_stands_and_the_call_goes_on()
    {
        await using var limits = await LimitsOn.StartAsync(nameof(Servers.Redis));
        await limits.Database.HashSetAsync(limits.Key("wrong-codes", "203.0.113.0/24"), "no", "number");

        await limits.WrongCodes.SettleAsync(LimitsOn.CallFrom("203.0.113.7"), wrong: false);

        Assert.That(limits.Log.Lines, Has.One.StartsWith("Warning: A network's charge for a code that was not wrong could not be given back"));
    }

    private static async Task<Answer> GuessAsync(ResetClient client) =>
        await client.ConfirmAsync(await client.OpenAsync(ResetApi.FreshAddress(), sendCode: true), "000000");
}
