using System.Net;
using ResetService.Tests.Support;

namespace ResetService.Tests.Idempotency;

/// <summary>A caller whose answer got lost sends the call again, and nothing happens twice.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class RepeatedCallsTests(Parts parts) : IdempotencyTest(parts)
{
    [Test]
    public async Task A_ticket_opened_again_is_the_first_one_and_its_mail_goes_out_once()
    {
        var account = await Api.SignUpAsync();
        var key = NewKey();
        var body = new { email = account.Email, sendCode = true };

        var first = await CreateTicketAsync(key, body);
        Api.Clock.Advance(TimeSpan.FromSeconds(1));
        var again = await CreateTicketAsync(key, body);

        Assert.That(first.Status, Is.EqualTo(HttpStatusCode.Accepted), first.Text);
        Assert.That(first.Response.Headers.Location?.OriginalString, Is.EqualTo($"/v1/reset-tickets/{first["id"]}"));
        AssertSame(again, first);
        var ticket = new Ticket(first["id"], first["token"]);
        Assert.That((await Client.ReadAsync(ticket)).Body.GetProperty("sendsLeft").GetInt32(), Is.EqualTo(2));
        await AssertOneMailAsync(account.Email);
    }

    [Test]
    public async Task A_code_asked_for_again_is_mailed_once_and_costs_one_send()
    {
        var account = await Api.SignUpAsync();
        var ticket = await Client.OpenAsync(account.Email);
        var key = NewKey();

        var first = await SendCodeAsync(key, ticket);
        Api.Clock.Advance(TimeSpan.FromSeconds(1));
        var again = await SendCodeAsync(key, ticket);

        Assert.That(first.Status, Is.EqualTo(HttpStatusCode.Accepted), first.Text);
        AssertSame(again, first);
        Assert.That((await Client.ReadAsync(ticket)).Body.GetProperty("sendsLeft").GetInt32(), Is.EqualTo(2));
        await AssertOneMailAsync(account.Email);
    }

    [Test]
    public async Task A_support_case_asked_for_again_is_opened_once()
    {
        var ticket = await Client.OpenAsync(ResetApi.FreshAddress());
        var key = NewKey();
        Task<Answer> AskAsync(string message) => CallAsync(HttpMethod.Post, $"v1/reset-tickets/{ticket.Id}/support-requests", ticket.Token, key, new { contactEmail = "ada.l@example.org", message });

        var first = await AskAsync("My mailbox is gone.");
        var again = await AskAsync("My mailbox is gone.");
        var other = await AskAsync("Are you there?");

        Assert.That(first.Status, Is.EqualTo(HttpStatusCode.Accepted), first.Text);
        AssertSame(again, first);
        other.AssertRefused("idempotency-key-reused");
    }

    [Test]
    public async Task A_code_confirmed_again_after_a_lost_answer_gives_the_same_pass()
    {
        var account = await Api.SignUpAsync();
        var ticket = await Client.OpenAsync(account.Email, sendCode: true);
        var code = (await Api.SendGrid.NextMailAsync(account.Email)).Code;
        var key = NewKey();
        Task<Answer> ConfirmAsync(string? with) => CallAsync(HttpMethod.Post, $"v1/reset-tickets/{ticket.Id}/confirmation", ticket.Token, with, new { code });

        var first = await ConfirmAsync(key);
        var again = await ConfirmAsync(key);
        var without = await ConfirmAsync(with: null);

        AssertSame(again, first);
        Assert.That((await Client.SetPasswordAsync(ticket.Id, again["pass"], ResetApi.GoodPassword)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(without.Problem, Is.EqualTo("already-confirmed"));
    }

    [Test]
    public async Task A_password_set_again_is_answered_as_first_and_another_one_is_refused()
    {
        var account = await Api.SignUpAsync();
        var pass = await BuyPassAsync(account);
        var key = NewKey();

        var first = await SetPasswordAsync(key, pass, ResetApi.GoodPassword);
        var again = await SetPasswordAsync(key, pass, ResetApi.GoodPassword);
        var other = await SetPasswordAsync(key, pass, "another Quiet river 43 runs");

        Assert.That(first.Status, Is.EqualTo(HttpStatusCode.OK), first.Text);
        AssertSame(again, first);
        Assert.That((other.Status, other.Problem), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "idempotency-key-reused")));
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
    }

    [Test]
    public async Task A_password_set_again_under_another_key_or_none_is_answered_as_first_too()
    {
        var account = await Api.SignUpAsync();
        var pass = await BuyPassAsync(account);

        var first = await SetPasswordAsync(NewKey(), pass, ResetApi.GoodPassword);
        var without = await SetPasswordAsync(key: null, pass, ResetApi.GoodPassword);
        var newKey = await SetPasswordAsync(NewKey(), pass, ResetApi.GoodPassword);
        var other = await SetPasswordAsync(NewKey(), pass, "another Quiet river 43 runs");

        AssertSame(without, first);
        AssertSame(newKey, first);
        Assert.That(other.Problem, Is.EqualTo("ticket-not-found"));
    }

    [Test]
    public async Task A_key_stands_for_one_body_byte_for_byte()
    {
        var email = ResetApi.FreshAddress();
        var key = NewKey();
        var first = await CreateTicketAsync(key, $$"""{"email":"{{email}}"}""");

        var other = await CreateTicketAsync(key, $$"""{"email":"{{ResetApi.FreshAddress()}}"}""");
        var spaced = await CreateTicketAsync(key, $$"""{"email": "{{email}}"}""");
        var malformed = await CreateTicketAsync(key, "{");

        foreach (var refused in new[] { other, spaced, malformed })
        {
            Assert.That((refused.Status, refused.Problem), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "idempotency-key-reused")), refused.Text);
        }

        AssertSame(await CreateTicketAsync(key, $$"""{"email":"{{email}}"}"""), first);
    }

    [Test]
    public async Task Quotes_around_a_key_are_syntax()
    {
        var body = new { email = ResetApi.FreshAddress() };
        var key = NewKey();

        AssertSame(await CreateTicketAsync($"\"{key}\"", body), await CreateTicketAsync(key, body));
    }

    [Test]
    public async Task Without_a_key_each_call_is_its_own()
    {
        var body = new { email = ResetApi.FreshAddress() };

        var first = await CreateTicketAsync(key: null, body);
        var second = await CreateTicketAsync(key: null, body);

        Assert.That(second["id"], Is.Not.EqualTo(first["id"]));
    }

    [Test]
    public async Task Ten_minutes_later_the_key_is_free()
    {
        var body = new { email = ResetApi.FreshAddress() };
        var key = NewKey();
        var first = await CreateTicketAsync(key, body);

        Api.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        AssertSame(await CreateTicketAsync(key, body), first);

        Api.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var later = await CreateTicketAsync(key, body);
        Assert.That(later.Status, Is.EqualTo(HttpStatusCode.Accepted), later.Text);
        Assert.That(later["id"], Is.Not.EqualTo(first["id"]));
    }

    [TestCase("""{"email":"nobody"}""", TestName = "A refused body is forgotten")]
    [TestCase("{", TestName = "A malformed body is forgotten")]
    public async Task What_was_refused_can_be_corrected_under_the_same_key(string wrong)
    {
        var key = NewKey();

        var refused = await CreateTicketAsync(key, wrong);
        var corrected = await CreateTicketAsync(key, new { email = ResetApi.FreshAddress() });

        Assert.That((refused.Status, refused.Problem), Is.EqualTo((HttpStatusCode.BadRequest, "invalid-request")));
        Assert.That(corrected.Status, Is.EqualTo(HttpStatusCode.Accepted), corrected.Text);
    }

    [Test]
    public async Task A_call_that_came_too_early_runs_later_under_the_same_key()
    {
        var ticket = await Client.OpenAsync(ResetApi.FreshAddress(), sendCode: true);
        var key = NewKey();

        var early = await SendCodeAsync(key, ticket);
        Api.Clock.Advance(TimeSpan.FromMinutes(1));
        var later = await SendCodeAsync(key, ticket);

        Assert.That(early.Problem, Is.EqualTo("too-many-requests"));
        Assert.That(early.Response.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(later.Status, Is.EqualTo(HttpStatusCode.Accepted), later.Text);
    }

    [Test]
    public async Task A_wrong_secret_never_learns_that_a_key_is_known()
    {
        var ticket = await Client.OpenAsync(ResetApi.FreshAddress());
        var stranger = await Client.OpenAsync(ResetApi.FreshAddress());
        var key = NewKey();
        await SendCodeAsync(key, ticket);

        var known = await SendCodeAsync(key, ticket, stranger.Token);
        var unknown = await SendCodeAsync(NewKey(), ticket, stranger.Token);
        var none = await SendCodeAsync(key, ticket, "no secret");

        Assert.That(known.Problem, Is.EqualTo("ticket-not-found"));
        AssertSame(known, unknown);
        Assert.That(none.Problem, Is.EqualTo("invalid-token"));
    }

    [Test]
    public async Task One_key_for_each_of_two_tickets_is_two_calls()
    {
        var one = await Client.OpenAsync(ResetApi.FreshAddress());
        var other = await Client.OpenAsync(ResetApi.FreshAddress());
        var key = NewKey();

        var ofOne = await SendCodeAsync(key, one);
        var ofOther = await SendCodeAsync(key, other);

        Assert.That(ofOther.Status, Is.EqualTo(HttpStatusCode.Accepted), ofOther.Text);
        Assert.That(ofOther["reference"], Is.Not.EqualTo(ofOne["reference"]));
    }

    [Test]
    public async Task Of_fifty_calls_at_once_one_opens_a_ticket()
    {
        var account = await Api.SignUpAsync();
        var key = NewKey();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CreateTicketAsync(key, new { email = account.Email, sendCode = true })));

        var accepted = answers.Where(answer => answer.Status == HttpStatusCode.Accepted).Select(answer => answer.Text).ToList();
        Assert.That(accepted, Is.Not.Empty);
        Assert.That(accepted.Distinct(), Has.Exactly(1).Items);
        Assert.That(answers.Where(answer => answer.Status != HttpStatusCode.Accepted).Select(answer => answer.Problem), Is.All.EqualTo("request-in-progress"));
        await AssertOneMailAsync(account.Email);
    }

    [Test]
    public async Task While_the_first_runs_its_repetition_is_told_to_wait()
    {
        var account = await Api.SignUpAsync();
        var pass = await BuyPassAsync(account);
        var key = NewKey();

        Task<Answer> first;
        await using (await HoldAsync(account))
        {
            first = await BeginAsync(() => SetPasswordAsync(key, pass, ResetApi.GoodPassword));
            var waiting = await SetPasswordAsync(key, pass, ResetApi.GoodPassword);
            var other = await SetPasswordAsync(key, pass, "another Quiet river 43 runs");

            Assert.That((waiting.Status, waiting.Problem), Is.EqualTo((HttpStatusCode.Conflict, "request-in-progress")));
            Assert.That(waiting.Response.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(1)));
            Assert.That(other.Problem, Is.EqualTo("idempotency-key-reused"));
        }

        Assert.That((await first).Status, Is.EqualTo(HttpStatusCode.OK), (await first).Text);
        AssertSame(await SetPasswordAsync(key, pass, ResetApi.GoodPassword), await first);
    }

    [Test]
    public async Task A_caller_who_hangs_up_finds_the_answer_later()
    {
        var account = await Api.SignUpAsync();
        var pass = await BuyPassAsync(account);
        var key = NewKey();

        using var hangUp = new CancellationTokenSource();
        await using (await HoldAsync(account))
        {
            var first = await BeginAsync(() => SetPasswordAsync(key, pass, ResetApi.GoodPassword, hangUp.Token));
            await hangUp.CancelAsync();
            await ((Task)first).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Nothing else than the call that was hung up on sets the password here.
        await WaitUntilAsync(() => Api.SignsInAsync(account.Id, ResetApi.GoodPassword));
        Answer? again = null;
        await WaitUntilAsync(async () => (again = await SetPasswordAsync(key, pass, ResetApi.GoodPassword)).Problem is null);
        Assert.That(again!.Status, Is.EqualTo(HttpStatusCode.OK), again.Text);
        Assert.That(again["signInUrl"], Is.Not.Empty);
    }

    [TestCase("")]
    [TestCase("\"open")]
    [TestCase("\"a\";b=c")]
    public async Task A_key_that_is_none_is_named(string key)
    {
        var refused = await CreateTicketAsync(key, new { email = ResetApi.FreshAddress() });

        Assert.That((refused.Status, refused.Problem), Is.EqualTo((HttpStatusCode.BadRequest, "invalid-request")), refused.Text);
        Assert.That(refused.Body.GetProperty("errors").EnumerateObject().Single().Name, Is.EqualTo("Idempotency-Key"));
    }

    [Test]
    public async Task A_key_changes_no_other_refusal()
    {
        var tooLarge = await CreateTicketAsync(NewKey(), $$"""{"email":"{{new string('a', 17 * 1024)}}"}""");
        var unknownMember = await CreateTicketAsync(NewKey(), $$"""{"email":"{{ResetApi.FreshAddress()}}","x":1}""");

        using var text = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/reset-tickets", UriKind.Relative)) { Content = new StringContent("{}") };
        text.Headers.Add("Idempotency-Key", NewKey());
        var notJson = await Client.SendAsync(text);

        Assert.That((tooLarge.Status, tooLarge.Problem), Is.EqualTo((HttpStatusCode.RequestEntityTooLarge, "request-too-large")));
        Assert.That((unknownMember.Status, unknownMember.Problem), Is.EqualTo((HttpStatusCode.BadRequest, "invalid-request")));
        Assert.That((notJson.Status, notJson.Problem), Is.EqualTo((HttpStatusCode.UnsupportedMediaType, "unsupported-media-type")));
    }

    [Test]
    public async Task Where_the_contract_names_no_key_it_means_nothing()
    {
        var ticket = await Client.OpenAsync(ResetApi.FreshAddress());

        var read = await CallAsync(HttpMethod.Get, $"v1/reset-tickets/{ticket.Id}", ticket.Token, "");
        var contract = await Client.Http.GetStringAsync(new Uri("openapi.yaml", UriKind.Relative));

        Assert.That(read.Status, Is.EqualTo(HttpStatusCode.OK), read.Text);
        Assert.That(string.Join(" ", Operations(contract).Order(StringComparer.Ordinal)), Is.EqualTo("confirmCode confirmLink createResetTicket requestSupport sendCode setPassword"));
    }

    // Each operation's part of the document begins at its operationId.
    private static IEnumerable<string> Operations(string contract) => contract.Split("operationId: ").Skip(1)
        .Where(operation => operation.Contains("name: Idempotency-Key", StringComparison.Ordinal))
        .Select(operation => operation.Split('\n')[0].Trim());

    // A mail asked for later leaves later: when it is there, a second one of before would be too.
    private async Task AssertOneMailAsync(string to)
    {
        await Api.SendGrid.NextMailAsync(to);
        Api.Clock.Advance(TimeSpan.FromSeconds(1));
        var later = await CreateTicketAsync(key: null, new { email = to, sendCode = true });
        var reference = later.Body.GetProperty("code").GetProperty("reference").GetString();

        await WaitUntilAsync(() => Task.FromResult(Api.SendGrid.Mails.Any(mail => mail.Reference == reference)));
        Assert.That(Api.SendGrid.Mails.Count(mail => mail.To == to), Is.EqualTo(2));
    }
}
