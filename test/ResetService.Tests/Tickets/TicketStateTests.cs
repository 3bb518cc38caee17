using ResetService.Hosting;
using ResetService.Tickets;

namespace ResetService.Tests.Tickets;

/// <summary>Each state of a ticket, and what it refuses there.</summary>
internal sealed class TicketStateTests(string server) : TicketTest(server)
{
    private const string NotFound = "ticket-not-found";

    [Test]
    public async Task An_opened_ticket_says_how_it_stands()
    {
        var ticket = await OpenAsync();

        var (state, _) = await Tickets.ReadAsync(ticket.Id, ticket.Token);

        Assert.That(ticket.ExpiresAt, Is.EqualTo(Now + Defaults.TicketLifetime));
        Assert.That(state, Is.EqualTo(new TicketState("open", null, ticket.ExpiresAt, 5, 3, null)));
    }

    [TestCase("other", "other")]
    [TestCase(null, "shop")]
    public async Task A_pass_is_of_the_account_s_own_shop_where_it_has_one(string? own, string shop)
    {
        var ticket = await OpenAndSendAsync();
        var lease = await TakeAsync(ticket);
        var code = await Mails.DrawCodeAsync(await BegunAsync(lease), Account with { Storefront = own });
        await Mails.DoneAsync(lease);

        var bought = await BuyPassAsync(ticket, code!.Value);
        var (used, _) = await Tickets.UsePassToSetAsync(ticket.Id, bought.Pass);

        Assert.That((bought.OwnStorefront, used!.OwnStorefront, used.Storefront), Is.EqualTo((shop, shop, "shop")));
    }

    [Test]
    public async Task A_request_says_what_goes_out_until_when_and_to_whom()
    {
        var ticket = await OpenAsync(EmailAddress.Parse($"Jane.{Guid.NewGuid():N}@Shop.Example"));

        var sent = await SentAsync(ticket);

        Assert.That(sent with { Reference = "" }, Is.EqualTo(new RequestedCode("code", "", Now + Defaults.Lifetime, Now + Defaults.ResendPause, 2, "J***@Shop.Example")));
        Assert.That(sent.Reference, Does.Match("^[BCDFGHJKMNPQRSTVWXYZ23456789]{6}\\z"));
        var (state, _) = await Tickets.ReadAsync(ticket.Id, ticket.Token);
        Assert.That(state, Is.EqualTo(new TicketState("codeRequested", "code", ticket.ExpiresAt, 5, 2, sent.ResendAt)));
    }

    [Test]
    public async Task An_open_ticket_has_no_code_to_confirm_and_nothing_to_use()
    {
        var ticket = await OpenAsync();

        Assert.That(await ConfirmAsync(ticket, ResetCode.Draw()), Is.EqualTo("code-not-requested"));
        Assert.That(await UseAsync(ticket.Id, ticket.Token), Is.EqualTo("code-not-confirmed"));
        Assert.That(await ReadAsync(ticket), Is.EqualTo("open, 5 tries, 3 mails"));
    }

    [Test]
    public async Task A_wrong_code_costs_a_try_and_the_right_one_buys_a_pass()
    {
        var (ticket, code) = await OpenWithCodeAsync();

        Assert.That(await ConfirmAsync(ticket, Wrong(code)), Is.EqualTo("wrong-code 4"));
        Assert.That(await ReadAsync(ticket), Is.EqualTo("codeRequested, 4 tries, 2 mails"));
        var bought = await BuyPassAsync(ticket, code);

        Assert.That(bought, Is.EqualTo(new BoughtPass(ticket.Id, bought.Pass, Now + Defaults.PassLifetime, "shop")));
        Assert.That(bought.Pass, Is.Not.EqualTo(ticket.Token));
        var (state, _) = await Tickets.ReadAsync(ticket.Id, ticket.Token);
        Assert.That(state, Is.EqualTo(new TicketState("confirmed", "code", bought.ExpiresAt, 4, 2, Now + Defaults.ResendPause)));
    }

    [Test]
    public async Task A_pass_opens_the_account_that_the_worker_found()
    {
        var (_, bought) = await OpenWithPassAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));

        var (toCheck, _) = await Tickets.UsePassToCheckAsync(bought.Ticket, bought.Pass);
        var (toSet, _) = await Tickets.UsePassToSetAsync(bought.Ticket, bought.Pass);

        Assert.That(toSet, Is.EqualTo(new UsedPass(Account, "shop", "de", "", bought.ExpiresAt, Now)));
        Assert.That(toCheck, Is.EqualTo(toSet));
    }

    [Test]
    [Property("Checklist", "C4")]
    public async Task A_code_is_confirmed_once()
    {
        var (ticket, code) = await OpenWithCodeAsync();
        await BuyPassAsync(ticket, code);

        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("already-confirmed"));
        Assert.That(await SendAsync(ticket), Is.EqualTo("already-confirmed"));
        Assert.That(await Database.HashExistsAsync(TicketKeys.Ticket(ticket.Id), "code"), Is.False);
        Assert.That(await Database.HashExistsAsync(TicketKeys.Ticket(ticket.Id), "secret"), Is.False);
    }

    [Test]
    [Property("Checklist", "C5")]
    public async Task A_code_belongs_to_its_ticket()
    {
        var address = NewAddress();
        var (first, code) = await OpenWithCodeAsync(address);
        var (second, other) = await OpenWithCodeAsync(address);
        Assume.That(code, Is.Not.EqualTo(other));

        Assert.That(await ConfirmAsync(second, code), Is.EqualTo("wrong-code 4"));
        Assert.That(await ConfirmAsync(first, other), Is.EqualTo("wrong-code 4"));
        Assert.That(await ConfirmAsync(first, code), Is.EqualTo("ok"));
    }

    [Test]
    [Property("Checklist", "D1")]
    public async Task Five_wrong_codes_lock_a_ticket_for_the_right_one_too()
    {
        var (ticket, code) = await OpenWithCodeAsync();
        await GuessWrongAsync(ticket, code, 4);

        Assert.That(await ConfirmAsync(ticket, Wrong(code)), Is.EqualTo("wrong-code 0"));

        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("ticket-locked"));
        Assert.That(await SendAsync(ticket), Is.EqualTo("ticket-locked"));
        Assert.That(await UseAsync(ticket.Id, ticket.Token), Is.EqualTo("code-not-confirmed"));
        Assert.That(await ReadAsync(ticket), Is.EqualTo("locked, 0 tries, 2 mails"));
        Assert.That(await Database.HashExistsAsync(TicketKeys.Ticket(ticket.Id), "code"), Is.False);
        Assert.That(await Database.HashExistsAsync(TicketKeys.Ticket(ticket.Id), "secret"), Is.False);
    }

    [Test]
    public async Task A_ticket_whose_tries_were_lowered_by_a_new_setting_is_locked()
    {
        var (ticket, code) = await OpenWithCodeAsync();
        await GuessWrongAsync(ticket, code, 3);

        Use(new CodeOptions { Tries = 3 });

        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("ticket-locked"));
        Assert.That(await ReadAsync(ticket), Is.EqualTo("codeRequested, 0 tries, 2 mails"));
    }

    [Test]
    public async Task A_ticket_whose_link_was_sent_takes_no_code()
    {
        var (ticket, _) = await OpenWithLinkAsync();

        Assert.That(await ConfirmAsync(ticket, ResetCode.Draw()), Is.EqualTo("link-sent"));
        Assert.That(await UseAsync(ticket.Id, ticket.Token), Is.EqualTo("code-not-confirmed"));
        Assert.That(await ReadAsync(ticket), Is.EqualTo("linkSent, 5 tries, 2 mails"));
    }

    [Test]
    [Property("Checklist", "F3")]
    public async Task The_token_can_not_set_a_password_and_the_pass_can_do_nothing_else()
    {
        var (ticket, bought) = await OpenWithPassAsync();
        var withPass = ticket with { Token = bought.Pass };

        Assert.That(await UseAsync(ticket.Id, ticket.Token), Is.EqualTo("code-not-confirmed"));
        Assert.That(await ReadAsync(withPass), Is.EqualTo(NotFound));
        Assert.That(await SendAsync(withPass), Is.EqualTo(NotFound));
        Assert.That(await ConfirmAsync(withPass, ResetCode.Draw()), Is.EqualTo(NotFound));
        Assert.That(await CancelAsync(withPass), Is.EqualTo(NotFound));
        Assert.That(await UseAsync(bought), Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_foreign_secret_opens_nothing_and_changes_nothing()
    {
        var (ticket, code) = await OpenWithCodeAsync();
        var (other, bought) = await OpenWithPassAsync();
        Clock.Advance(Defaults.ResendPause);

        foreach (var stolen in new[] { Secret.Draw(), other.Token, bought.Pass })
        {
            Assert.That(await AllAnswersAsync(ticket with { Token = stolen }, code), Is.All.EqualTo(NotFound));
        }

        Assert.That(await ReadAsync(ticket), Is.EqualTo("codeRequested, 5 tries, 2 mails"));
        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("ok"));
        Assert.That(await UseAsync(ticket.Id, bought.Pass), Is.EqualTo(NotFound));
    }

    [Test]
    public async Task An_unknown_or_malformed_id_is_not_found()
    {
        var ticket = await OpenAsync();

        foreach (var id in new[] { TicketId.Draw(ticket.Id.Tag), TicketId.Read("no-id"), TicketId.Read(null), default })
        {
            Assert.That(await AllAnswersAsync(ticket with { Id = id }, ResetCode.Draw()), Is.All.EqualTo(NotFound));
        }
    }

    [Test]
    public async Task A_ticket_is_gone_at_its_deadline()
    {
        var (ticket, code) = await OpenWithCodeAsync();

        Clock.Advance(ticket.ExpiresAt - Now - TimeSpan.FromMilliseconds(1));
        Assert.That(await ReadAsync(ticket), Is.EqualTo("codeRequested, 5 tries, 2 mails"));
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That(await AllAnswersAsync(ticket, code), Is.All.EqualTo(NotFound));
    }

    [Test]
    public async Task Each_call_of_a_ticket_is_taken_until_the_last_moment()
    {
        Use(Defaults with { Lifetime = Defaults.TicketLifetime });
        var (confirmed, code) = await OpenWithCodeAsync();
        var (asked, cancelled) = (await OpenAsync(), await OpenAsync());
        Clock.Advance(Defaults.TicketLifetime - TimeSpan.FromMilliseconds(1));

        Assert.That(await ConfirmAsync(confirmed, code), Is.EqualTo("ok"));
        Assert.That(await CancelAsync(cancelled), Is.EqualTo("ok"));
        Assert.That(await SendAsync(asked), Is.EqualTo("code"));
    }

    [Test]
    public async Task A_confirmation_makes_the_ticket_live_as_long_as_its_pass()
    {
        var (ticket, code) = await OpenWithCodeAsync();
        Clock.Advance(TimeSpan.FromMinutes(9));
        var bought = await BuyPassAsync(ticket, code);
        var ttl = await TtlAsync(TicketKeys.Ticket(ticket.Id));

        Clock.Advance(Defaults.PassLifetime - TimeSpan.FromMilliseconds(1));
        var last = await UseAsync(bought);
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That(ttl, Is.InRange(Defaults.PassLifetime - TimeSpan.FromSeconds(30), Defaults.PassLifetime));
        Assert.That(last, Is.EqualTo("ok"));
        Assert.That(await UseAsync(bought), Is.EqualTo(NotFound));
        Assert.That(await UseAsync(ticket.Id, ticket.Token), Is.EqualTo(NotFound));
        Assert.That(await ReadAsync(ticket), Is.EqualTo(NotFound));
    }

    [Test]
    public async Task A_cancelled_ticket_is_gone_with_its_mail()
    {
        var ticket = await OpenAndSendAsync();

        Assert.That(await CancelAsync(ticket), Is.EqualTo("ok"));

        Assert.That(await AllAnswersAsync(ticket, ResetCode.Draw()), Is.All.EqualTo(NotFound));
        Assert.That(await Mails.TakeAsync(ticket.Id.Partition), Is.Null);
    }

    [Test]
    public async Task A_pass_is_good_for_a_bounded_number_of_calls_of_each_kind()
    {
        Use(new CodeOptions { PasswordChecks = 3, PasswordSets = 2 });
        var (_, bought) = await OpenWithPassAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));

        string[] sets = [await UseAsync(bought), await UseAsync(bought), await UseAsync(bought)];
        string[] checks = [await CheckAsync(bought), await CheckAsync(bought), await CheckAsync(bought), await CheckAsync(bought)];

        Assert.That(sets, Is.EqualTo(["ok", "ok", "too-many-requests password-sets 2 in 00:10:00, again in 00:09:00"]));
        Assert.That(checks, Is.EqualTo(["ok", "ok", "ok", "too-many-requests password-checks 3 in 00:10:00, again in 00:09:00"]));
    }

    [Test]
    public async Task A_use_that_came_to_nothing_is_given_back()
    {
        Use(new CodeOptions { PasswordSets = 2 });
        var (_, bought) = await OpenWithPassAsync();
        await Tickets.GiveBackSetAsync(bought.Ticket); // more than were used

        string[] first = [await UseAsync(bought), await UseAsync(bought), await UseAsync(bought), await UseAsync(bought)];
        await Tickets.GiveBackSetAsync(bought.Ticket);
        string[] then = [await UseAsync(bought), await UseAsync(bought)];

        const string spent = "too-many-requests password-sets 2 in 00:10:00, again in 00:10:00";
        Assert.That(first, Is.EqualTo(["ok", "ok", spent, spent]));
        Assert.That(then, Is.EqualTo(["ok", spent]));
    }

    [Test]
    public async Task All_uses_given_back_leave_none()
    {
        Use(new CodeOptions { PasswordSets = 2 });
        var (_, bought) = await OpenWithPassAsync();

        await UseAsync(bought);
        for (var i = 0; i < 3; i++) await Tickets.GiveBackSetAsync(bought.Ticket);

        Assert.That((int)await Database.HashGetAsync(TicketKeys.Ticket(bought.Ticket), "password-sets"), Is.Zero);
    }

    [Test]
    public async Task What_is_given_back_brings_no_ticket_back()
    {
        var (ticket, bought) = await OpenWithPassAsync();
        await UseAsync(bought);
        await Tickets.CompleteAsync(ticket.Id, Now);

        await Tickets.GiveBackSetAsync(ticket.Id);

        Assert.That(await Database.KeyExistsAsync(TicketKeys.Ticket(ticket.Id)), Is.False);
    }

    [Test]
    public async Task A_completed_reset_closes_its_ticket_and_its_mail()
    {
        var (ticket, bought) = await OpenWithPassAsync();
        await Database.SortedSetAddAsync(TicketKeys.Mail(ticket.Id.Partition), ticket.Id.Value, Now.ToUnixTimeMilliseconds());

        await Tickets.CompleteAsync(ticket.Id, Now);

        Assert.That(await UseAsync(bought), Is.EqualTo(NotFound));
        Assert.That(await UseAsync(ticket.Id, ticket.Token), Is.EqualTo(NotFound));
        Assert.That(await AllAnswersAsync(ticket, ResetCode.Draw()), Is.All.EqualTo(NotFound));
        Assert.That(await Mails.TakeAsync(ticket.Id.Partition), Is.Null);
    }

    // As in production, where no test tells the time.
    [Test]
    public async Task Redis_tells_the_time_where_nobody_else_does()
    {
        await using var redis = await NewRedisAsync(TimeProvider.System);
        var (tickets, _) = Build(redis, Defaults);

        var before = TimeProvider.System.GetUtcNow();
        var ticket = await tickets.OpenAsync(NewAddress(), "shop", "de", partner: "");
        var after = TimeProvider.System.GetUtcNow();

        Assert.That(ticket.ExpiresAt - Defaults.TicketLifetime, Is.InRange(before - TimeSpan.FromMilliseconds(1), after));
    }

    private async Task<string> CheckAsync(BoughtPass bought) => Say((await Tickets.UsePassToCheckAsync(bought.Ticket, bought.Pass)).Item2);

    // Cancelling comes last, since it may succeed.
    private async Task<string[]> AllAnswersAsync(OpenedTicket ticket, ResetCode code) =>
    [
        await ReadAsync(ticket),
        await SendAsync(ticket),
        await ConfirmAsync(ticket, code),
        await FollowAsync(new(ticket.Id, ticket.Token)),
        await UseAsync(ticket.Id, Secret.Draw()),
        await CancelAsync(ticket),
    ];
}
