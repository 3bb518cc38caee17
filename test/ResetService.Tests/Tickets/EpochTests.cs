using ResetService.Hosting;
using ResetService.Tickets;

namespace ResetService.Tests.Tickets;

/// <summary>A completed reset ends the address's other tickets and links, and shows it to nobody.</summary>
[Property("Checklist", "C7")]
internal sealed class EpochTests(string server) : TicketTest(server)
{
    [Test]
    public async Task An_older_ticket_behaves_like_an_unknown_addresss_to_its_end()
    {
        var (address, nobody) = (NewAddress(), NewAddress());
        var (older, code) = await OpenWithCodeAsync(address);
        await CompleteAsync(address);
        var decoy = await OpenAndSendAsync(nobody);
        await MailNobodyAsync(decoy);
        await SentAsync(await OpenAsync(nobody)); // for the mail of the reset that completed
        await DropAsync(older);

        // The same calls at the same moments; the codes of the one are as wrong as those of the other.
        var transcripts = (Older: new List<string>(), Decoy: new List<string>());
        await BothAsync(ReadAsync);
        await BothAsync(ticket => ConfirmAsync(ticket, code));
        await BothAsync(ticket => SendAsync(ticket, Home));
        Clock.Advance(Defaults.ResendPause);
        await BothAsync(ticket => SendAsync(ticket, Home));
        await DropAsync(older, decoy);
        await BothAsync(ticket => ConfirmAsync(ticket, code));
        Clock.Advance(Defaults.Lifetime);
        await BothAsync(ticket => SendAsync(ticket, Home));
        await DropAsync(older, decoy);
        await BothAsync(ticket => ConfirmAsync(ticket, code));
        await BothAsync(ticket => SendAsync(ticket, Home));
        await BothAsync(ReadAsync);
        await BothAsync(ticket => UseAsync(ticket.Id, ticket.Token));
        await BothAsync(ticket => ConfirmAsync(ticket, Wrong(code)));
        await BothAsync(ticket => ConfirmAsync(ticket, Wrong(code)));
        await BothAsync(ticket => ConfirmAsync(ticket, code));
        await BothAsync(ReadAsync);
        await BothAsync(ticket => SendAsync(ticket));
        Clock.Advance(older.ExpiresAt - Now);
        await BothAsync(ReadAsync);

        Assert.That(transcripts.Older, Is.EqualTo(transcripts.Decoy));
        Assert.That(transcripts.Decoy, Does.Contain("ticket-locked").And.Contain("wrong-code 0").And.Contain("ticket-not-found").And.Not.Contain("ok"));
        Assert.That(await SpentAsync(TicketKeys.Guesses(older.Id)), Is.EqualTo(await SpentAsync(TicketKeys.Guesses(decoy.Id))).And.EqualTo(5));
        Assert.That(await SpentAsync(TicketKeys.HourlySends(older.Id)), Is.EqualTo(await SpentAsync(TicketKeys.HourlySends(decoy.Id))).And.EqualTo(4));
        Assert.That(await SpentAsync(TicketKeys.DailySends(older.Id)), Is.EqualTo(await SpentAsync(TicketKeys.DailySends(decoy.Id))).And.EqualTo(4));

        async Task BothAsync(Func<OpenedTicket, Task<string>> call)
        {
            transcripts.Older.Add(await call(older));
            transcripts.Decoy.Add(await call(decoy));
        }
    }

    [Test]
    public async Task An_older_pass_sets_nothing_any_more()
    {
        var address = NewAddress();
        var (ticket, bought) = await OpenWithPassAsync(address);

        await CompleteAsync(address);

        Assert.That(await UseAsync(bought), Is.EqualTo("ticket-not-found"));
        Assert.That(await ReadAsync(ticket), Is.EqualTo("confirmed, 5 tries, 2 mails"));
    }

    [Test]
    public async Task An_older_link_opens_nothing_any_more()
    {
        var (asker, link) = await OpenWithLinkAsync();

        await Tickets.CompleteAsync(TicketId.Draw(asker.Id.Tag), Now);

        Assert.That(await FollowAsync(link), Is.EqualTo("ticket-not-found"));
    }

    [Test]
    public async Task An_older_ticket_gets_no_mail()
    {
        var address = NewAddress();
        var older = await OpenAsync(address);
        await CompleteAsync(address);

        await SentAsync(older);

        await DropAsync(older);
        Assert.That(await Mails.TakeAsync(older.Id.Partition), Is.Null);
    }

    [Test]
    public async Task A_ticket_of_the_same_moment_ends_and_a_younger_one_works()
    {
        var address = NewAddress();
        var (same, code) = await OpenWithCodeAsync(address);
        await CompleteAsync(address);
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        var (_, bought) = await OpenWithPassAsync(address);

        Assert.That(await ConfirmAsync(same, code), Is.EqualTo("wrong-code 4"));
        Assert.That(await UseAsync(bought), Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_younger_link_works()
    {
        var address = NewAddress();
        await CompleteAsync(address);
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await SpendTriesAsync(address, 5);
        Use(new CodeOptions { AddressTries = 5 });
        var ticket = await OpenAndSendAsync(address);

        Assert.That(await UseAsync(await BuyPassAsync(await MailLinkAsync(ticket))), Is.EqualTo("ok"));
    }

    [Test]
    public async Task Another_addresss_tickets_go_on()
    {
        var (ticket, code) = await OpenWithCodeAsync();

        await CompleteAsync(NewAddress());

        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_completion_told_twice_or_late_ends_no_younger_ticket_and_revives_no_older_one()
    {
        var address = NewAddress();
        var first = await OpenAsync(address);
        var firstCompleted = Now;
        Clock.Advance(TimeSpan.FromMinutes(1));
        var (between, code) = await OpenWithCodeAsync(address);
        Clock.Advance(TimeSpan.FromMinutes(1));
        var secondId = TicketId.Draw(first.Id.Tag);
        await Tickets.CompleteAsync(secondId, Now);
        var completed = Now;
        Clock.Advance(TimeSpan.FromMinutes(1));
        var (younger, youngerCode) = await OpenWithCodeAsync(address);

        await Tickets.CompleteAsync(secondId, completed);
        await Tickets.CompleteAsync(first.Id, firstCompleted);

        Assert.That(await ConfirmAsync(between, code), Is.EqualTo("wrong-code 4"));
        Assert.That(await ConfirmAsync(younger, youngerCode), Is.EqualTo("ok"));
        Assert.That(await ReadAsync(first), Is.EqualTo("ticket-not-found"));
    }

    [Test]
    public async Task A_later_completion_ends_what_an_earlier_one_left()
    {
        var address = NewAddress();
        await CompleteAsync(address);
        Clock.Advance(TimeSpan.FromMinutes(1));
        var (ticket, code) = await OpenWithCodeAsync(address);

        await CompleteAsync(address);

        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("wrong-code 4"));
    }

    [Test]
    public async Task An_epoch_is_kept_as_long_as_a_link_can_live()
    {
        var (ticket, _) = await OpenWithPassAsync();

        await Tickets.CompleteAsync(ticket.Id, Now);

        Assert.That(await TtlAsync(TicketKeys.Epoch(ticket.Id)), Is.InRange(TimeSpan.FromHours(23.9), TimeSpan.FromHours(24)));
    }

    private async Task CompleteAsync(EmailAddress address)
    {
        var ticket = await OpenAndSendAsync(address);
        await BuyPassAsync(ticket, await MailCodeAsync(ticket));
        await Tickets.CompleteAsync(ticket.Id, Now);
    }

    // What the worker does with mails that nobody wants, or that have no account to go to.
    private async Task DropAsync(params OpenedTicket[] tickets)
    {
        foreach (var partition in tickets.Select(ticket => ticket.Id.Partition).Distinct())
        {
            while (await Mails.TakeAsync(partition) is { } lease)
            {
                await Mails.BeginAsync(lease);
                await Mails.DoneAsync(lease);
            }
        }
    }
}
