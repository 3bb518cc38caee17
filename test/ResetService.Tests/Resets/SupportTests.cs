using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ResetService.Accounts;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>Whoever lost the mailbox asks the shop's people, who learn of it by mail; the customer gets a receipt.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class SupportTests(Parts parts) : ResetTest(parts, new Dictionary<string, string?>
{
    ["Storefronts:tea:Name"] = "Tea House",
    ["Storefronts:tea:SignInUrl"] = "https://tea.example.com/sign-in",
    ["Storefronts:tea:Sender"] = "no-reply@tea.example.com",
    ["Storefronts:tea:SupportEmail"] = "help@tea.example.com",
})
{
    private const string Message = "My old mailbox is gone.\nMůžete mi pomoct? 🫖 <b>";

    [Test]
    public async Task A_case_reaches_the_shop_s_people_and_its_receipt_the_customer()
    {
        var (email, contact) = (ResetApi.FreshAddress(), ResetApi.FreshAddress());
        var created = await Client.CreateTicketAsync(new { email, storefront = "tea" });
        var ticket = new Ticket(created["id"], created["token"]);

        var asked = await Client.RequestSupportAsync(ticket, contact, Message);
        await AllIsDoneAsync();
        var receipt = Api.SendGrid.Mails.Single(mail => mail.To == contact);
        var note = Api.SendGrid.Mails.Single(mail => mail.To == "help@tea.example.com");

        Assert.That((asked.Status, asked.Members), Is.EqualTo((HttpStatusCode.Accepted, "reference")));
        Assert.That((note.From, note.Category), Is.EqualTo(("no-reply@tea.example.com", "support-case")));
        Assert.That(note.Text, Does.Contain(email).And.Contain(contact).And.Contain("My old mailbox is gone.").And.Contain("Můžete mi pomoct? 🫖 <b>"));
        Assert.That(note.Html, Does.Contain("&lt;b&gt;").And.Not.Contain("<b>"));
        Assert.That(JsonElement.Parse(note.Raw).GetProperty("reply_to").GetProperty("email").GetString(), Is.EqualTo(contact));
        Assert.That((receipt.From, receipt.Category, receipt.Reference), Is.EqualTo(("no-reply@tea.example.com", "support-receipt", asked["reference"])));
        Assert.That(receipt.Text, Does.Contain(asked["reference"]).And.Contain("Tea House").And.Not.Contain("mailbox is gone").And.Not.Contain(email));
        Assert.That(receipt.Html, Does.Not.Contain("mailbox is gone").And.Not.Contain(email));
    }

    [Test]
    public async Task A_new_ticket_names_the_shop_s_support_among_its_methods()
    {
        var created = await Client.CreateTicketAsync(new { email = "ada@example.com", storefront = "tea" });

        Assert.That(created.Body.GetProperty("methods").GetRawText(), Is.EqualTo("""[{"kind":"email","hint":"a***@example.com"},{"kind":"support","hint":"help@tea.example.com"}]"""));
    }

    [Test]
    public async Task The_case_is_kept_with_the_mail_that_may_be_why()
    {
        var account = await Api.SignUpAsync();
        var (ticket, mail) = await MailedAsync(account);

        var asked = await Client.RequestSupportAsync(ticket, "Ada.L@example.org", Message);

        var kept = (await CasesOfAsync(account.Email)).Single();
        Assert.That((kept.Reference, kept.Email, kept.ContactEmail, kept.Message), Is.EqualTo((asked["reference"], account.Email, "Ada.L@example.org", Message)));
        Assert.That((kept.Storefront, kept.Locale, kept.MailReference, kept.CreatedAt), Is.EqualTo(("default", "en", mail.Reference, Api.Clock.GetUtcNow())));
    }

    [Test]
    public async Task The_same_call_again_is_the_same_case_and_another_one_is_refused()
    {
        var (email, contact) = (ResetApi.FreshAddress(), ResetApi.FreshAddress());
        var ticket = await Client.OpenAsync(email);
        Api.Clock.Advance(TimeSpan.FromMinutes(1));

        var asked = await Client.RequestSupportAsync(ticket, contact, Message);
        var again = await Client.RequestSupportAsync(ticket, contact, Message);
        var otherMessage = await Client.RequestSupportAsync(ticket, contact, "Hello?");
        var otherContact = await Client.RequestSupportAsync(ticket, ResetApi.FreshAddress(), Message);

        Assert.That((again.Status, again.Text), Is.EqualTo((HttpStatusCode.Accepted, asked.Text)));
        otherMessage.AssertTooMany("ticket-support", 1, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(19));
        otherContact.AssertRefused("too-many-requests");
        Assert.That(await CasesOfAsync(email), Has.Count.EqualTo(1));
    }

    [Test]
    [Property("Checklist", "E2")]
    public async Task Of_many_calls_at_once_one_opens_a_case_and_its_mails_go_once()
    {
        var (email, contact) = (ResetApi.FreshAddress(), ResetApi.FreshAddress());
        var ticket = await Client.OpenAsync(email);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Client.RequestSupportAsync(ticket, contact, $"Call {number}")));

        var asked = answers.Single(answer => answer.Status == HttpStatusCode.Accepted);
        foreach (var refused in answers.Where(answer => answer != asked)) refused.AssertRefused("too-many-requests");
        Assert.That((await CasesOfAsync(email)).Single().Reference, Is.EqualTo(asked["reference"]));
        await AllIsDoneAsync();
        Assert.That(Api.SendGrid.Mails.Where(mail => mail.Reference == asked["reference"]).Select(mail => mail.To), Is.EquivalentTo([contact, "support@shop.example.com"]));
    }

    [Test]
    public async Task An_address_has_three_cases_a_day()
    {
        var email = ResetApi.FreshAddress();

        for (var number = 1; number <= 3; number++)
            Assert.That((await Client.RequestSupportAsync(await Client.OpenAsync(email), ResetApi.FreshAddress(), Message)).Status, Is.EqualTo(HttpStatusCode.Accepted));

        (await Client.RequestSupportAsync(await Client.OpenAsync(email), ResetApi.FreshAddress(), Message))
            .AssertTooMany("address-support", 3, TimeSpan.FromDays(1), TimeSpan.FromDays(1));
    }

    [Test]
    [Property("Checklist", "A6")]
    [Property("Checklist", "D8")]
    public async Task Receipts_end_before_the_contact_address_s_last_mail_and_the_case_goes_all_the_same()
    {
        var account = await Api.SignUpAsync();
        var references = new List<string>();

        for (var number = 1; number <= 4; number++)
            references.Add((await Client.RequestSupportAsync(await Client.OpenAsync(ResetApi.FreshAddress()), account.Email, Message))["reference"]);
        await AllIsDoneAsync();

        Assert.That(Api.SendGrid.Mails.Where(mail => mail.Category == "support-case").Select(mail => mail.Reference), Is.SupersetOf(references));
        // Half of six, for all of these came from one network.
        Assert.That(Api.SendGrid.Mails.Count(mail => mail.To == account.Email), Is.EqualTo(3));
        (await Client.CreateTicketAsync(new { email = account.Email, sendCode = true })).AssertRefused("too-many-requests");
    }

    [Test]
    [Property("Checklist", "A1")]
    public async Task Whoever_has_an_account_a_case_is_answered_alike_and_leaves_it_alone()
    {
        var account = await Api.SignUpAsync();
        var locked = await Api.SignUpAsync(change: each => each.Disabled = true);

        var answers = new List<string>();
        foreach (var email in new[] { account.Email, locked.Email, ResetApi.FreshAddress() })
        {
            var ticket = await Client.OpenAsync(email);
            answers.Add((await Client.RequestSupportAsync(ticket, ResetApi.FreshAddress(), Message)).WithoutDraws());
            answers.Add((await Client.ReadAsync(ticket)).WithoutDraws());
        }

        Assert.That(answers.Where((_, number) => number % 2 == 0).Distinct().Count(), Is.EqualTo(1));
        Assert.That(answers.Where((_, number) => number % 2 == 1).Distinct().Count(), Is.EqualTo(1));
        Assert.That(answers[1], Does.Contain("\"state\":\"open\""));
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.OldPassword), Is.True);
    }

    [Test]
    public async Task A_confirmed_ticket_has_its_proof_and_opens_none()
    {
        var (ticket, pass) = await ConfirmedAsync(await Api.SignUpAsync());

        (await Client.RequestSupportAsync(ticket, "ada@example.com", Message)).AssertRefused("already-confirmed");
        (await Client.RequestSupportAsync(ticket with { Token = pass }, "ada@example.com", Message)).AssertRefused("ticket-not-found");
    }

    [TestCase("contactEmail", "not an address", "Help")]
    [TestCase("contactEmail", "ada@example.com\n", "Help")]
    [TestCase("contactEmail", "ada@example.com,bea@example.com", "Help")]
    [TestCase("message", "ada@example.com", "")]
    [TestCase("message", "ada@example.com", " \n")]
    [TestCase("message", "ada@example.com", "nul \0 byte")]
    [TestCase("message", "ada@example.com", "escape \u001b[31m")]
    [TestCase("message", "ada@example.com", "next line \u0085")]
    [Property("Checklist", "G9")]
    [Property("Checklist", "J4")]
    public async Task What_can_t_be_sent_is_named_and_costs_nothing(string field, string contact, string message)
    {
        var ticket = await Client.OpenAsync(ResetApi.FreshAddress());

        (await Client.RequestSupportAsync(ticket, contact, message)).AssertInvalid(field);
        Assert.That((await Client.RequestSupportAsync(ticket, "ada@example.com", Message)).Status, Is.EqualTo(HttpStatusCode.Accepted));
    }

    [Test]
    [Property("Checklist", "L5")]
    public async Task A_message_has_two_thousand_code_points()
    {
        var ticket = await Client.OpenAsync(ResetApi.FreshAddress());
        // Written as they are: escaped, so many would not fit a body.
        Task<Answer> AskAsync(int length) => Client.SendTextAsync(HttpMethod.Post, $"v1/reset-tickets/{ticket.Id}/support-requests",
            $$"""{"contactEmail":"ada@example.com","message":"{{string.Concat(Enumerable.Repeat("🫖", length))}}"}""", ticket.Token);

        (await AskAsync(2001)).AssertInvalid("message");
        Assert.That((await AskAsync(2000)).Status, Is.EqualTo(HttpStatusCode.Accepted));
    }

    private async Task AllIsDoneAsync() => await Assert.ThatAsync(async () =>
    {
        await using var db = await Api.OpenDatabaseAsync();
        return await db.Outbox.CountAsync(message => message.DoneAt == null);
    }, Is.Zero.After(20_000, 20));

    private async Task<IReadOnlyList<SupportRequest>> CasesOfAsync(string email)
    {
        await using var db = await Api.OpenDatabaseAsync();
        return await db.SupportRequests.AsNoTracking().Where(request => request.Email == email).ToListAsync();
    }
}
