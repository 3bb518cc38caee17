using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ResetService.Hosting;
using ResetService.Resets;
using ResetService.Tests.Support;
using ResetService.Tickets;
using ResetService.Webhooks;
using StackExchange.Redis;

namespace ResetService.Tests.Webhooks;

/// <summary>Who hears of what, and that nobody learns from it who has an account.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class WebhookEventTests(Parts parts) : WebhookTest(parts)
{
    [Test]
    public async Task A_partner_hears_of_its_own_tickets_from_the_request_to_the_new_password()
    {
        var account = await Api.SignUpAsync();
        var ticket = await Erp.OpenAsync(account.Email, sendCode: true);
        var code = (await Api.SendGrid.NextMailAsync(account.Email)).Code;
        Api.Clock.Advance(TimeSpan.FromSeconds(1));
        var pass = (await Erp.ConfirmAsync(ticket, code))["pass"];
        var set = await Erp.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        var told = await ToldAsync("erp", ticket, WebhookEvents.Completed);

        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That(told.Select(delivery => delivery.Type), Is.EquivalentTo([WebhookEvents.Requested, WebhookEvents.Completed]));
        Assert.That(told.Single(delivery => delivery.Type == WebhookEvents.Requested).Body, Is.EqualTo(
            $$$"""{"type":"reset.requested","timestamp":"{{{Moment(Api.Clock.GetUtcNow().AddSeconds(-1))}}}","data":{"ticketId":"{{{ticket.Id}}}","storefront":"default"}}"""));
        Assert.That(told.Single(delivery => delivery.Type == WebhookEvents.Completed).Body, Is.EqualTo(
            $$$"""{"type":"reset.completed","timestamp":"{{{set["changedAt"]}}}","data":{"ticketId":"{{{ticket.Id}}}","storefront":"default","accountId":"{{{account.Id}}}"}}"""));
        Assert.That(await ToldAsync("shop", ticket, WebhookEvents.Completed), Has.Count.EqualTo(2), "the shop's own endpoint hears of all tickets");
        Assert.That(Told("tea", ticket), Is.Empty);
    }

    [Test]
    public async Task Only_the_shop_s_own_endpoint_hears_of_tickets_without_a_key()
    {
        var account = await Api.SignUpAsync();
        var (ticket, pass) = await ConfirmedAsync(account);
        await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        await ToldAsync("shop", ticket, WebhookEvents.Completed);

        Assert.That(Told("erp", ticket).Concat(Told("tea", ticket)), Is.Empty);
    }

    [Test]
    [Property("Checklist", "A4")]
    [Property("Checklist", "R5")]
    public async Task Whoever_has_an_account_a_partner_is_told_the_same()
    {
        var (known, unknown) = ((await Api.SignUpAsync()).Email, ResetApi.FreshAddress());

        Assert.That(await TellAllAsync(known), Is.EqualTo(await TellAllAsync(unknown)));
    }

    [Test]
    public async Task Account_events_go_where_the_settings_let_them_alone()
    {
        var account = await Api.SignUpAsync();

        var known = await Erp.OpenAsync(account.Email, sendCode: true);
        var mail = await Api.SendGrid.NextMailAsync(account.Email);
        var sent = (await ToldAsync("accounts", known, WebhookEvents.CodeSent)).Single(delivery => delivery.Type == WebhookEvents.CodeSent);
        var unknown = await Erp.OpenAsync(ResetApi.FreshAddress(), sendCode: true);
        await Lock(unknown);
        await ToldAsync("erp", unknown, WebhookEvents.Locked);
        await ToldAsync("accounts", unknown, WebhookEvents.Requested);

        Assert.That(sent.Data.GetProperty("reference").GetString(), Is.EqualTo(mail.Reference));
        Assert.That(Told("accounts", unknown).Select(delivery => delivery.Type), Is.EqualTo([WebhookEvents.Requested]));
        Assert.That(Receiver.Deliveries.Where(delivery => delivery.Path != "/accounts").Select(delivery => delivery.Type), Has.None.EqualTo(WebhookEvents.CodeSent));
    }

    [TestCase("bounce", "password-reset-code", true)]
    [TestCase("dropped", "password-changed", true)]
    [TestCase("deferred", "password-reset-code", false)]
    [TestCase("bounce", "support-receipt", false)]
    public async Task A_mail_that_did_not_arrive_is_told_once_to_the_shop_s_own_endpoint_for_account_events(string kind, string category, bool told)
    {
        var (reference, id) = (TicketStore.DrawReference(), $"{Guid.NewGuid()}");
        var at = Api.Clock.GetUtcNow();
        var batch = JsonSerializer.Serialize(new[]
        {
            new { @event = kind, sg_event_id = id, sg_message_id = id, reference, category = new[] { category }, timestamp = at.ToUnixTimeSeconds() },
        });

        await Signer.SendAsync(Client, batch, at);
        await Signer.SendAsync(Client, batch, at);
        var later = await Erp.OpenAsync(ResetApi.FreshAddress());
        await ToldAsync("accounts", later, WebhookEvents.Requested);
        if (told) await Receiver.NextAsync(IsOfMail);

        Assert.That(Receiver.Deliveries.Where(IsOfMail).Select(delivery => (delivery.Path, delivery.Body)), Is.EqualTo(told
            ? new[] { ("/accounts", $$$"""{"type":"reset.mail_bounced","timestamp":"{{{Moment(at)}}}","data":{"reference":"{{{reference}}}"}}""") }
            : []));

        bool IsOfMail(Delivery delivery) => delivery.Body.Contains(reference, StringComparison.Ordinal);
    }

    [Test]
    public async Task The_owner_s_link_completes_a_reset_that_whoever_asked_for_the_mail_never_hears_of()
    {
        var account = await Api.SignUpAsync();
        for (var n = 1; n <= 4; n++)
        {
            var spent = await CallerWith(ErpKey.Text).OpenAsync(account.Email, sendCode: true);
            var wrong = WrongCode((await Api.SendGrid.NextMailAsync(account.Email, n)).Code);
            for (var guess = 0; guess < 5; guess++) await Erp.ConfirmAsync(spent, wrong);
        }

        await CallerWith(ErpKey.Text).OpenAsync(account.Email, sendCode: true);
        var link = (await Api.SendGrid.NextMailAsync(account.Email, 5)).Link;
        var opened = await Client.ConfirmLinkAsync(link.Id, link.Token);
        await Client.SetPasswordAsync(opened["ticketId"], opened["pass"], ResetApi.GoodPassword);
        await ToldAsync("shop", new(opened["ticketId"], ""), WebhookEvents.Completed);

        Assert.That(Receiver.Deliveries.Where(delivery => delivery.Path == "/erp").Select(delivery => delivery.Body), Has.None.Contains(account.Id.ToString()));
    }

    [Test]
    [Property("Checklist", "R5")]
    public async Task Nothing_that_opens_anything_is_in_any_delivery()
    {
        var account = await Api.SignUpAsync();
        var ticket = await Erp.OpenAsync(account.Email, sendCode: true);
        var mail = await Api.SendGrid.NextMailAsync(account.Email);
        await Erp.RequestSupportAsync(ticket, "canary@example.org", "canary message");
        var pass = (await Erp.ConfirmAsync(ticket, mail.Code))["pass"];
        await Erp.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        foreach (var endpoint in (string[])["erp", "shop"])
        {
            foreach (var type in (string[])[WebhookEvents.Requested, WebhookEvents.SupportRequested, WebhookEvents.Completed]) await ToldAsync(endpoint, ticket, type);
        }

        await ToldAsync("accounts", ticket, WebhookEvents.CodeSent);
        var changed = await Api.ReadAccountAsync(account.Id);

        var all = Receiver.Deliveries.Where(delivery => delivery.Body.Contains(ticket.Id, StringComparison.Ordinal)).ToArray();

        Assert.That(all, Has.Length.GreaterThanOrEqualTo(7));
        Assert.That(all.Select(delivery => delivery.Body.Length), Has.All.LessThan(20 * 1024));
        foreach (var secret in (string[])[ticket.Token, pass, ResetApi.GoodPassword, ResetApi.OldPassword, changed.PasswordHash, account.PasswordHash, changed.SecurityStamp, account.Email, "canary", "127.0.0.1", ErpKey.Text])
            Assert.That(all.Select(delivery => $"{delivery.Body}{string.Join(' ', delivery.Headers.Where(header => header.Key != "Host"))}"), Has.None.Contains(secret));
        Assert.That(all.Select(delivery => delivery.Body), Has.None.Match($@"(?<![.\w-]){mail.Code}(?![.\w-])"));
    }

    [Test]
    public async Task An_event_that_is_passed_on_twice_is_told_once()
    {
        var outbox = Api.Services.GetRequiredService<ResetService.Accounts.Outbox>();
        var messages = Api.Services.GetRequiredService<WebhookOutbox>()
            .MessagesOf(new(WebhookEvents.Requested, Api.Clock.GetUtcNow(), "erp", $"{Guid.NewGuid():N}", "default"), name: $"{Guid.NewGuid()}");

        await outbox.AddAsync(messages, CancellationToken.None);
        await outbox.AddAsync(messages, CancellationToken.None);
        Api.Clock.Advance(TimeSpan.FromSeconds(5)); // the worker looks by itself
        await Receiver.NextAsync(delivery => messages.Any(message => delivery.Id == $"msg_{message.Id:N}"), messages.Count);

        Assert.That(messages, Has.Count.EqualTo(3), "the partner's endpoint and the shop's two");
        Assert.That(Receiver.Deliveries.Select(delivery => delivery.Id), Is.Unique);
    }

    [TestCase(WebhookEvents.Completed)]
    [TestCase(WebhookEvents.SupportRequested)]
    [TestCase(WebhookEvents.MailBounced)]
    public async Task Whoever_writes_into_Redis_can_t_tell_what_Postgres_tells(string type)
    {
        var id = TicketId.Draw(new string('A', 10));
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Api.Services.GetRequiredService<IConfiguration>().GetConnectionString("Redis")!);
        var events = TicketKeys.Events(id.Partition);
        var at = Api.Clock.GetUtcNow().ToUnixTimeMilliseconds() - 1;
        foreach (var told in (string[])[type, WebhookEvents.Requested]) await redis.GetDatabase().SortedSetAddAsync(events, $"{at} {told} {id.Value} erp  default", at++); // the forged one is read first
        Api.Services.GetRequiredService<WakeUp>().Send(EventQueue.Work);

        await ToldAsync("shop", new(id.Value, ""), WebhookEvents.Requested);
        await Assert.ThatAsync(() => redis.GetDatabase().KeyExistsAsync(events), Is.False.After(10_000, 20));
        await using var db = await Api.OpenDatabaseAsync();
        await Assert.ThatAsync(() => db.Outbox.CountAsync(message => message.Kind == "webhook:shop" && message.DoneAt == null), Is.Zero.After(10_000, 20));

        Assert.That(Receiver.Deliveries.Where(delivery => delivery.Body.Contains(id.Value, StringComparison.Ordinal)).Select(delivery => delivery.Type), Has.All.EqualTo(WebhookEvents.Requested));
    }

    /// <summary>All that a partner can be told of an address without its mailbox, without what is drawn.</summary>
    private async Task<string> TellAllAsync(string email)
    {
        var ticket = await Erp.OpenAsync(email, sendCode: true);
        await Lock(ticket);
        var asked = await Erp.RequestSupportAsync(ticket, "canary@example.org", "Help");
        Assert.That(asked.Status, Is.EqualTo(HttpStatusCode.Accepted), asked.Text);
        foreach (var type in (string[])[WebhookEvents.Requested, WebhookEvents.Locked, WebhookEvents.SupportRequested]) await ToldAsync("erp", ticket, type);

        return string.Join('\n', Told("erp", ticket).Select(delivery => delivery.Body.Replace(ticket.Id, "*", StringComparison.Ordinal).Replace(asked["reference"], "*", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private async Task Lock(Ticket ticket)
    {
        for (var guess = 0; guess < 5; guess++) Assert.That((await Erp.ConfirmAsync(ticket, guess.ToString("D6", CultureInfo.InvariantCulture))).Problem, Is.EqualTo("wrong-code"));
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
