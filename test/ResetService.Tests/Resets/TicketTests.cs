using System.Net;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>Step 1, and what the holder of a ticket can see and end.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class TicketTests(Parts parts) : ResetTest(parts)
{
    [Test]
    public async Task A_new_ticket_says_where_it_is_and_how_to_go_on()
    {
        var email = ResetApi.FreshAddress();

        var created = await Client.CreateTicketAsync(new { email = $" {email.ToUpperInvariant()} ", storefront = "default", locale = "cs-CZ" });

        Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Accepted), created.Text);
        Assert.That(created.Header("Location"), Is.EqualTo($"/v1/reset-tickets/{created["id"]}"));
        Assert.That(created.Header("Cache-Control"), Is.EqualTo("no-store"));
        Assert.That(created.Members, Is.EqualTo("id token expiresAt methods"));
        Assert.That(created.Body.GetProperty("expiresAt").GetDateTimeOffset(), Is.EqualTo(Api.Clock.GetUtcNow().AddMinutes(20)));
        var method = created.Body.GetProperty("methods")[0];
        Assert.That(method.GetProperty("kind").GetString(), Is.EqualTo("email"));
        Assert.That(method.GetProperty("hint").GetString(), Is.EqualTo($"{email.ToUpperInvariant()[0]}***@EXAMPLE.COM"));
    }

    [Test]
    public async Task A_new_ticket_is_where_customers_reach_the_service()
    {
        await using var api = await ResetApi.StartAsync(Parts.Embedded, new Dictionary<string, string?> { ["PublicUrl"] = "https://shop.example.com/reset/" });
        using var http = api.CreateClient();

        var created = await new ResetClient(http).CreateTicketAsync(new { email = ResetApi.FreshAddress() });

        Assert.That(created.Header("Location"), Is.EqualTo($"/reset/v1/reset-tickets/{created["id"]}"));
    }

    [Test]
    [Property("Checklist", "F1")]
    public async Task Ids_and_tokens_carry_enough_chance()
    {
        var tickets = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Client.OpenAsync("ada@example.org")));

        Assert.That(tickets.Select(ticket => ticket.Id), Has.All.Match(@"\A[\w-]{32}\z"));
        Assert.That(tickets.Select(ticket => ticket.Id[10..12]).Distinct().Count(), Is.GreaterThan(40)); // they don't count up
        Assert.That(tickets.Select(ticket => ticket.Token), Has.All.Match(@"\A[\w-]{43}\z"));
        Assert.That(tickets.Select(ticket => ticket.Token), Is.Unique);
    }

    [Test]
    public async Task A_ticket_can_ask_for_its_code_in_the_same_call()
    {
        var account = await Api.SignUpAsync();

        var created = await Client.CreateTicketAsync(new { email = account.Email, sendCode = true });
        var mail = await Api.SendGrid.NextMailAsync(account.Email);

        Assert.That(created.Body.GetProperty("code").GetProperty("kind").GetString(), Is.EqualTo("code"));
        Assert.That(created.Body.GetProperty("code").GetProperty("reference").GetString(), Is.EqualTo(mail.Reference));
    }

    [TestCase("""{"email":"ada@example.com","storefront":"nowhere"}""", "storefront")]
    [TestCase("""{"email":"ada@example.com","storefront":""}""", "storefront")]
    [TestCase("""{"email":"ada@example.com","locale":"not a tag"}""", "locale")]
    [TestCase("""{"email":"ada@example.com","locale":"en\n"}""", "locale")]
    [TestCase("""{"email":"ada@example.com","sendCode":"yes"}""", "sendCode")]
    [TestCase("""{"email":"ada@example.com","sendCode":null}""", "sendCode")]
    [TestCase("""{"email":"ada"}""", "email")]
    public async Task A_ticket_is_refused_by_the_field_that_is_wrong(string body, string field)
    {
        var refused = await Client.SendTextAsync(HttpMethod.Post, "v1/reset-tickets", body);

        refused.AssertInvalid(field);
    }

    [Test]
    public async Task A_ticket_tells_its_holder_how_it_stands_from_open_to_confirmed()
    {
        var account = await Api.SignUpAsync();
        var ticket = await Client.OpenAsync(account.Email);

        var open = await Client.ReadAsync(ticket);
        await Client.SendCodeAsync(ticket);
        var requested = await Client.ReadAsync(ticket);
        var mail = await Api.SendGrid.NextMailAsync(account.Email);
        await Client.ConfirmAsync(ticket, WrongCode(mail.Code));
        var tried = await Client.ReadAsync(ticket);
        await Client.ConfirmAsync(ticket, mail.Code);
        var confirmed = await Client.ReadAsync(ticket);

        Assert.That(open.Status, Is.EqualTo(HttpStatusCode.OK), open.Text);
        Assert.That(open.Header("Cache-Control"), Is.EqualTo("no-store"));
        Assert.That(Standing(open), Is.EqualTo(("open", "", 5, 3)));
        Assert.That(open.Body.TryGetProperty("resendAt", out _), Is.False);
        Assert.That(Standing(requested), Is.EqualTo(("codeRequested", "code", 5, 2)));
        Assert.That(requested.Body.GetProperty("resendAt").GetDateTimeOffset(), Is.EqualTo(Api.Clock.GetUtcNow().AddMinutes(1)));
        Assert.That(Standing(tried), Is.EqualTo(("codeRequested", "code", 4, 2)));
        Assert.That(Standing(confirmed).State, Is.EqualTo("confirmed"));
    }

    [Test]
    public async Task A_ticket_whose_tries_are_spent_is_locked()
    {
        var (ticket, mail) = await MailedAsync(await Api.SignUpAsync());

        for (var i = 0; i < 5; i++) await Client.ConfirmAsync(ticket, WrongCode(mail.Code));
        var locked = await Client.ReadAsync(ticket);

        Assert.That(Standing(locked), Is.EqualTo(("locked", "code", 0, 2)));
    }

    [Test]
    public async Task A_cancelled_ticket_is_gone_and_its_code_and_pass_with_it()
    {
        var (requested, mail) = await MailedAsync(await Api.SignUpAsync());
        var (confirmed, pass) = await ConfirmedAsync(await Api.SignUpAsync());

        var cancelled = await Client.CancelAsync(requested);
        await Client.CancelAsync(confirmed);

        Assert.That(cancelled.Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(cancelled.Text, Is.Empty);
        (await Client.ReadAsync(requested)).AssertRefused("ticket-not-found");
        (await Client.ConfirmAsync(requested, mail.Code)).AssertRefused("ticket-not-found");
        (await Client.CancelAsync(requested)).AssertRefused("ticket-not-found");
        (await Client.SetPasswordAsync(confirmed.Id, pass, ResetApi.GoodPassword)).AssertRefused("ticket-not-found");
    }

    [Test]
    public async Task An_expired_a_foreign_and_an_unknown_ticket_answer_alike()
    {
        var ticket = await Client.OpenAsync("ada@example.com");
        var other = await Client.OpenAsync("ada@example.com");

        var foreign = await Client.ReadAsync(ticket with { Token = other.Token });
        var unknown = await Client.ReadAsync(ticket with { Id = new string('A', 32) });
        var malformed = await Client.ReadAsync(ticket with { Id = "%C3%BC" });
        Api.Clock.Advance(TimeSpan.FromMinutes(20));
        var expired = await Client.ReadAsync(ticket);

        expired.AssertRefused("ticket-not-found");
        Assert.That(new[] { foreign.Text, unknown.Text, malformed.Text }, Has.All.EqualTo(expired.Text));
    }

    [TestCase(null)]
    [TestCase("Bearer")]
    [TestCase("Bearer short")]
    [TestCase("Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA AAAA")]
    [TestCase("Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+")]
    [TestCase("Basic YWRhOnNlY3JldA==")]
    public async Task Without_a_well_formed_secret_no_step_is_taken(string? authorization)
    {
        var ticket = await Client.OpenAsync("ada@example.com");

        foreach (var (method, path) in StepsOf(ticket.Id))
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
            if (method != HttpMethod.Get && method != HttpMethod.Delete) request.Content = Json("{}");
            var refused = await Client.SendAsync(request);

            refused.AssertRefused("invalid-token");
            Assert.That(refused.Header("WWW-Authenticate"), Is.EqualTo("Bearer"));
        }
    }

    private static StringContent Json(string text) => new(text, mediaType: new("application/json"));

    private static (HttpMethod Method, string Path)[] StepsOf(string id) =>
    [
        (HttpMethod.Get, $"v1/reset-tickets/{id}"), (HttpMethod.Delete, $"v1/reset-tickets/{id}"), (HttpMethod.Post, $"v1/reset-tickets/{id}/code"),
        (HttpMethod.Post, $"v1/reset-tickets/{id}/confirmation"), (HttpMethod.Post, $"v1/reset-tickets/{id}/password-check"),
        (HttpMethod.Put, $"v1/reset-tickets/{id}/password"), (HttpMethod.Post, $"v1/links/{id}/confirmation"),
    ];

    private static (string State, string Kind, int AttemptsLeft, int SendsLeft) Standing(Answer read) => (
        read["state"], read.Body.TryGetProperty("kind", out var kind) ? kind.GetString()! : "",
        read.Body.GetProperty("attemptsLeft").GetInt32(), read.Body.GetProperty("sendsLeft").GetInt32());
}
