using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Tests.Support;
using StackExchange.Redis;

namespace ResetService.Tests.Partners;

/// <summary>A key says who calls. It opens no account, and no ticket but its own.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class ApiKeyTests(Parts parts) : PartnerTest(parts)
{
    [Test]
    [Property("Checklist", "P2")]
    public async Task A_reset_with_a_key_still_needs_the_mailed_code()
    {
        var account = await Api.SignUpAsync();

        var ticket = await Erp.OpenAsync(account.Email, sendCode: true);
        var mail = await Api.SendGrid.NextMailAsync(account.Email);
        var early = await Erp.SetPasswordAsync(ticket.Id, ticket.Token, ResetApi.GoodPassword);
        var wrong = await Erp.ConfirmAsync(ticket, WrongCode(mail.Code));
        var confirmed = await Erp.ConfirmAsync(ticket, mail.Code);
        var check = await Erp.CheckPasswordAsync(ticket.Id, confirmed["pass"], ResetApi.GoodPassword);
        var set = await Erp.SetPasswordAsync(ticket.Id, confirmed["pass"], ResetApi.GoodPassword);
        var again = await Erp.SetPasswordAsync(ticket.Id, confirmed["pass"], ResetApi.GoodPassword);

        Assert.That((early.Problem, wrong.Problem), Is.EqualTo(("code-not-confirmed", "wrong-code")));
        Assert.That((check.Status, set.Status), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)), set.Text);
        Assert.That(again.Text, Is.EqualTo(set.Text));
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
        Assert.That(await RecordAsync(account), Is.EqualTo(("erp", Erp.Http.DefaultRequestHeaders.GetValues("X-Client-Ip").Single().Replace(".7", ".0/24", StringComparison.Ordinal))));
    }

    [Test]
    [Property("Checklist", "P2")]
    public async Task Mail_goes_to_the_address_on_file_whatever_a_partner_sends()
    {
        var account = await Api.SignUpAsync();

        var picked = await Erp.CreateTicketAsync(new { email = account.Email, sendCode = true, to = "thief@example.com" });
        await Erp.OpenAsync(account.Email.ToUpperInvariant(), sendCode: true);
        var mail = await Api.SendGrid.NextMailAsync(account.Email);

        Assert.That(picked.Problem, Is.EqualTo("invalid-request"));
        Assert.That(mail.To, Is.EqualTo(account.Email));
    }

    [Test]
    [Property("Checklist", "P1")]
    public async Task Both_keys_of_a_rotation_are_taken_for_the_same_tickets()
    {
        var ticket = await Erp.OpenAsync(ResetApi.FreshAddress());

        var read = await CallerWith(ErpOldKey.Text).ReadAsync(ticket);

        Assert.That(read.Status, Is.EqualTo(HttpStatusCode.OK), read.Text);
    }

    [TestCase("")]
    [TestCase("changeme")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("digest")]
    [TestCase("two")]
    [Property("Checklist", "P1")]
    public async Task What_is_no_key_is_refused_before_anything_happens(string key)
    {
        using var http = Api.CreateClient();
        var client = new ResetClient(http);
        var ticket = await Client.OpenAsync(ResetApi.FreshAddress());
        string[] sent = key switch { "digest" => [ErpKey.Digest], "two" => [ErpKey.Text, TeaKey.Text], _ => [key] };
        http.DefaultRequestHeaders.Add("X-Api-Key", sent);
        http.DefaultRequestHeaders.Add("X-Client-Ip", FreshClient());

        foreach (var refused in new[] { await client.CreateTicketAsync(new { email = ResetApi.FreshAddress() }), await client.ReadAsync(ticket) })
        {
            refused.AssertRefused("invalid-api-key");
            Assert.That(refused.Header("WWW-Authenticate"), Is.EqualTo("ApiKey"));
        }
    }

    [TestCase("X-Api-Key")]
    [TestCase("x_api_key")]
    [TestCase("api-key")]
    [TestCase("apiKey")]
    [Property("Checklist", "P1")]
    public async Task A_key_in_the_address_is_never_taken(string parameter)
    {
        var body = new { email = ResetApi.FreshAddress() };

        var alone = await Client.CallAsync(HttpMethod.Post, $"v1/reset-tickets?{parameter}={ErpKey.Text}", secret: null, body);
        var beside = await Erp.CallAsync(HttpMethod.Post, $"v1/reset-tickets?{parameter}={ErpKey.Text}", secret: null, body);

        alone.AssertRefused("invalid-api-key");
        beside.AssertRefused("invalid-api-key");
    }

    [Test]
    [Property("Checklist", "P1")]
    public async Task A_withdrawn_key_is_refused_from_the_next_call_on()
    {
        var settings = (IConfigurationRoot)Api.Services.GetRequiredService<IConfiguration>();
        var ticket = await Erp.OpenAsync(ResetApi.FreshAddress());
        var fresh = Secret.Draw();

        settings["Partners:erp:KeyDigest"] = fresh.Digest;
        settings.Reload();
        var refused = await Erp.ReadAsync(ticket);
        var taken = await CallerWith(fresh.Text).ReadAsync(ticket);
        settings["Partners:erp:KeyDigest"] = ErpKey.Digest;
        settings.Reload();

        refused.AssertRefused("invalid-api-key");
        Assert.That(taken.Status, Is.EqualTo(HttpStatusCode.OK), taken.Text);
        Assert.That((await Erp.ReadAsync(ticket)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    [Property("Checklist", "P3")]
    public async Task A_key_makes_the_calls_that_it_is_for_and_no_others()
    {
        var kiosk = CallerWith(KioskKey.Text);
        var ticket = await kiosk.OpenAsync(ResetApi.FreshAddress());

        Assert.That((await kiosk.ReadAsync(ticket)).Status, Is.EqualTo(HttpStatusCode.OK));
        foreach (var refused in new[] { await kiosk.SendCodeAsync(ticket), await kiosk.ConfirmAsync(ticket, "000000"), await kiosk.CheckPasswordAsync(ticket.Id, ticket.Token, "x"), await kiosk.CancelAsync(ticket) })
            refused.AssertRefused("forbidden");
    }

    [Test]
    [Property("Checklist", "P3")]
    public async Task A_key_that_is_not_for_codes_gets_none_by_opening_a_ticket()
    {
        var account = await Api.SignUpAsync();
        var before = await CountTicketsAsync();

        var refused = await CallerWith(KioskKey.Text).CreateTicketAsync(new { email = account.Email, sendCode = true });
        await Api.AllMailIsDoneAsync();

        refused.AssertRefused("forbidden");
        Assert.That(await CountTicketsAsync(), Is.EqualTo(before));
        Assert.That(Api.SendGrid.Mails.Select(mail => mail.To), Has.None.EqualTo(account.Email));
    }

    [TestCase("default")]
    [TestCase("nowhere")]
    [TestCase(null)]
    [Property("Checklist", "P3")]
    public async Task A_key_opens_tickets_for_its_own_shops_alone(string? storefront)
    {
        var refused = await Tea.CreateTicketAsync(storefront is null ? new { email = ResetApi.FreshAddress() } : new { email = ResetApi.FreshAddress(), storefront });

        refused.AssertRefused("forbidden");
    }

    [Test]
    [Property("Checklist", "F5")]
    public async Task A_partner_s_ticket_is_there_for_nobody_else([Values] bool withAnotherKey)
    {
        var account = await Api.SignUpAsync();
        var ticket = await Erp.OpenAsync(account.Email, sendCode: true);
        var code = (await Api.SendGrid.NextMailAsync(account.Email)).Code;
        var other = withAnotherKey ? Tea : Client;

        var steps = new List<Answer>
        {
            await other.ReadAsync(ticket), await other.SendCodeAsync(ticket), await other.ConfirmAsync(ticket, code), await other.CancelAsync(ticket),
            await other.ConfirmLinkAsync(ticket.Id, ticket.Token), await other.RequestSupportAsync(ticket, "ada.l@example.org", "My mailbox is gone."),
        };
        var pass = (await Erp.ConfirmAsync(ticket, code))["pass"];
        steps.AddRange([await other.CheckPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword), await other.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword)]);
        var set = await Erp.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        steps.Add(await other.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword)); // the first answer is not theirs either

        Assert.That(steps.Select(step => step.Problem), Has.All.EqualTo("ticket-not-found"));
        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
    }

    [Test]
    [Property("Checklist", "F5")]
    public async Task A_ticket_without_a_key_is_there_for_no_partner()
    {
        var account = await Api.SignUpAsync();
        var (ticket, mail) = await MailedAsync(account);

        var steps = new List<Answer>
        {
            await Erp.ReadAsync(ticket), await Erp.SendCodeAsync(ticket), await Erp.ConfirmAsync(ticket, mail.Code), await Erp.CancelAsync(ticket),
            await Erp.RequestSupportAsync(ticket, "ada.l@example.org", "My mailbox is gone."),
        };
        var pass = (await Client.ConfirmAsync(ticket, mail.Code))["pass"];
        steps.AddRange([await Erp.CheckPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword), await Erp.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword)]);
        var set = await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        steps.Add(await Erp.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword));

        Assert.That(steps.Select(step => step.Problem), Has.All.EqualTo("ticket-not-found"));
        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That((await RecordAsync(account)).Partner, Is.Null);
    }

    [Test]
    [Property("Checklist", "D2")]
    [Property("Checklist", "P3")]
    public async Task An_address_s_tries_and_the_owner_s_link_are_the_same_with_a_key()
    {
        var account = await Api.SignUpAsync();
        for (var n = 1; n <= 4; n++)
        {
            var ticket = await CallerWith(ErpKey.Text).OpenAsync(account.Email, sendCode: true);
            var code = (await Api.SendGrid.NextMailAsync(account.Email, n)).Code;
            for (var guess = 0; guess < 5; guess++) Assert.That((await Erp.ConfirmAsync(ticket, WrongCode(code))).Problem, Is.EqualTo("wrong-code"));
            Assert.That((await Erp.ConfirmAsync(ticket, code)).Problem, Is.EqualTo("ticket-locked"));
        }

        var last = await CallerWith(ErpKey.Text).OpenAsync(account.Email, sendCode: true);
        var link = (await Api.SendGrid.NextMailAsync(account.Email, 5)).Link;
        var read = await Erp.ReadAsync(last);
        var opened = await Client.ConfirmLinkAsync(link.Id, link.Token); // on the hosted page, which has no key
        var set = await Client.SetPasswordAsync(opened["ticketId"], opened["pass"], ResetApi.GoodPassword);
        var unchanged = await Erp.ReadAsync(last);

        Assert.That((read["state"], unchanged.Text), Is.EqualTo(("linkSent", read.Text)));
        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That((await RecordAsync(account)).Partner, Is.Null, "the link's ticket is its owner's, not of whoever asked for the mail");
    }

    private async Task<int> CountTicketsAsync()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Api.Services.GetRequiredService<IConfiguration>().GetConnectionString("Redis")!);
        return await redis.GetServers().Single().KeysAsync(pattern: "reset:*:ticket:*").CountAsync();
    }

    private async Task<(string? Partner, string Network)> RecordAsync(Account account)
    {
        await using var db = await Api.OpenDatabaseAsync();
        var record = await db.PasswordResets.SingleAsync(reset => reset.AccountId == $"{account.Id}");
        return (record.Partner, record.Network);
    }
}
