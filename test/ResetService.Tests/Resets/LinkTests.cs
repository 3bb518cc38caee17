using System.Net;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>The owner's link: whoever spends an address's tries can't keep its owner out.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
[Property("Checklist", "D8")]
internal sealed class LinkTests(Parts parts) : ResetTest(parts, Settings)
{
    // All tests come from one network, which could use half of an address's mails and so not spend its tries.
    private static readonly Dictionary<string, string?> Settings = new() { ["Codes:AddressSendsAnHour"] = "100", ["Codes:AddressSendsADay"] = "100" };

    [Test]
    [Property("Checklist", "D2")]
    public async Task An_address_without_tries_gets_a_link_that_sets_the_password_once()
    {
        var account = await Api.SignUpAsync();
        var spent = await SpendTheTriesAsync(account.Email);

        var (ticket, mail) = await MailedAsync(account);
        var requested = await Client.ReadAsync(ticket);
        var confirmed = await Client.ConfirmLinkAsync(mail.Link.Id, mail.Link.Token);
        var again = await Client.ConfirmLinkAsync(mail.Link.Id, mail.Link.Token);
        var set = await Client.SetPasswordAsync(confirmed["ticketId"], confirmed["pass"], ResetApi.GoodPassword);

        Assert.That(spent, Is.EqualTo(20));
        Assert.That(requested["state"], Is.EqualTo("linkSent"));
        Assert.That(mail.Text, Does.Contain($"http://localhost:8080/#link={mail.Link.Id}.{mail.Link.Token}"));
        Assert.That(confirmed.Status, Is.EqualTo(HttpStatusCode.OK), confirmed.Text);
        Assert.That(confirmed.Members, Is.EqualTo("ticketId pass expiresAt passwordPolicy"));
        again.AssertRefused("ticket-not-found");
        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
    }

    [Test]
    [Property("Checklist", "A10")]
    public async Task No_answer_on_the_way_of_a_link_carries_it()
    {
        var account = await Api.SignUpAsync();
        await SpendTheTriesAsync(account.Email);
        var before = Api.SendGrid.Mails.Count(mail => mail.To == account.Email);
        var answers = new List<Answer> { await Client.CreateTicketAsync(new { email = account.Email, sendCode = true }) };
        var ticket = new Ticket(answers[0]["id"], answers[0]["token"]);
        var link = (await Api.SendGrid.NextMailAsync(account.Email, before + 1)).Link;

        answers.Add(await Client.ReadAsync(ticket));
        answers.Add(await Client.SendCodeAsync(ticket));
        answers.Add(await Client.ConfirmAsync(ticket, "123456"));
        answers.Add(await Client.RequestSupportAsync(ticket, "ada.l@example.org", "My mailbox is gone."));
        answers.Add(await Client.CancelAsync(ticket));
        answers.Add(await Client.ConfirmLinkAsync(ticket.Id, link.Token));
        var confirmed = await Client.ConfirmLinkAsync(link.Id, link.Token);
        answers.Add(confirmed);
        answers.Add(await Client.ConfirmLinkAsync(link.Id, link.Token));
        answers.Add(await Client.SetPasswordAsync(link.Id, link.Token, ResetApi.GoodPassword));
        answers.Add(await Client.SetPasswordAsync(link.Id, confirmed["pass"], ResetApi.GoodPassword));

        Assert.That(answers.Select(answer => answer.Problem), Is.EqualTo([
            null, null, "too-many-requests", "link-sent", null, null, "ticket-not-found", null, "ticket-not-found", "ticket-not-found", null]));
        Assert.That(answers.Select(answer => answer.Whole()), Has.None.Contains(link.Token));
        Assert.That(answers[..6].Select(answer => answer.Whole()), Has.None.Contains(link.Id), "whoever asked holds neither half of it");
    }

    [Test]
    public async Task A_link_is_told_of_to_whoever_asks_account_or_not()
    {
        var email = ResetApi.FreshAddress();
        await SpendTheTriesAsync(email);

        var created = await Client.CreateTicketAsync(new { email, sendCode = true });
        var code = created.Body.GetProperty("code");
        var refused = await Client.ConfirmAsync(new(created["id"], created["token"]), "123456");

        Assert.That(code.GetProperty("kind").GetString(), Is.EqualTo("link"));
        Assert.That(code.TryGetProperty("codeLength", out _), Is.False);
        Assert.That(code.GetProperty("expiresAt").GetDateTimeOffset(), Is.EqualTo(Api.Clock.GetUtcNow().AddDays(1)));
        refused.AssertRefused("link-sent");
    }

    [Test]
    public async Task A_locked_address_compares_no_code_of_an_older_ticket_either()
    {
        var account = await Api.SignUpAsync();
        var (older, mail) = await MailedAsync(account);

        await SpendTheTriesAsync(account.Email);

        (await Client.ConfirmAsync(older, mail.Code)).AssertRefused("ticket-locked");
    }

    [Test]
    public async Task Whoever_asked_can_neither_see_nor_end_the_link()
    {
        var account = await Api.SignUpAsync();
        await SpendTheTriesAsync(account.Email);
        var (watching, watched) = await MailedAsync(account);
        var (cancelling, mail) = await MailedAsync(account);

        var before = await Client.ReadAsync(watching);
        await Client.ConfirmLinkAsync(watched.Link.Id, watched.Link.Token);
        var after = await Client.ReadAsync(watching);
        var cancelled = await Client.CancelAsync(cancelling);
        var confirmed = await Client.ConfirmLinkAsync(mail.Link.Id, mail.Link.Token);

        Assert.That(after.Text, Is.EqualTo(before.Text));
        Assert.That(cancelled.Status, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(confirmed.Status, Is.EqualTo(HttpStatusCode.OK), confirmed.Text);
    }

    [Test]
    [Property("Checklist", "K3")]
    public async Task Only_the_link_s_own_token_opens_it_and_only_by_a_press()
    {
        var account = await Api.SignUpAsync();
        await SpendTheTriesAsync(account.Email);
        var (ticket, mail) = await MailedAsync(account);

        (await Client.ConfirmLinkAsync(mail.Link.Id, ticket.Token)).AssertRefused("ticket-not-found");
        (await Client.ConfirmLinkAsync(ticket.Id, mail.Link.Token)).AssertRefused("ticket-not-found");
        (await Client.CallAsync(HttpMethod.Get, $"v1/links/{mail.Link.Id}/confirmation", mail.Link.Token)).AssertRefused("method-not-allowed");
        (await Client.CallAsync(HttpMethod.Post, $"v1/links/{mail.Link.Id}/confirmation", mail.Link.Token, new { force = true })).AssertInvalid("force");
        var confirmed = await Client.ConfirmLinkAsync(mail.Link.Id, mail.Link.Token);

        Assert.That(confirmed.Status, Is.EqualTo(HttpStatusCode.OK), confirmed.Text);
    }

    [Test]
    public async Task A_link_ends_with_the_day()
    {
        var account = await Api.SignUpAsync();
        await SpendTheTriesAsync(account.Email);
        var (_, mail) = await MailedAsync(account);

        Api.Clock.Advance(TimeSpan.FromDays(1));

        (await Client.ConfirmLinkAsync(mail.Link.Id, mail.Link.Token)).AssertRefused("ticket-not-found");
    }

    /// <summary>Guesses wrong on ticket after ticket until no guess is compared any more.</summary>
    /// <returns>How many were compared.</returns>
    private async Task<int> SpendTheTriesAsync(string email)
    {
        for (var compared = 0; ;)
        {
            var ticket = await Client.OpenAsync(email, sendCode: true);
            for (var i = 0; i < 5; i++)
            {
                // An account's codes are in its mails; what is none of them is wrong whoever has it.
                var wrong = Enumerable.Range(0, 100).Select(n => $"9999{n:00}").First(code => Api.SendGrid.Mails.All(mail => !mail.Text.Contains(code, StringComparison.Ordinal)));
                if ((await Client.ConfirmAsync(ticket, wrong)).Status != HttpStatusCode.UnprocessableEntity) return compared;
                compared++;
            }
        }
    }
}
