using ResetService.Hosting;
using ResetService.Tickets;

namespace ResetService.Tests.Tickets;

/// <summary>A rotated key loses no ticket; a dropped one opens nothing.</summary>
[Property("Checklist", "T5")]
internal sealed class KeyRotationTests(string server) : TicketTest(server)
{
    private static readonly KeyOptions Old = new() { Current = KeyOptions.Draw(), Address = KeyOptions.Draw() };
    private static readonly KeyOptions Rotated = new() { Current = KeyOptions.Draw(), Previous = Old.Current, Address = Old.Address };
    private static readonly KeyOptions Dropped = new() { Current = Rotated.Current, Address = Old.Address };

    [SetUp]
    public void BeginWithTheOldKey() => Use(Defaults, Old);

    [Test]
    public async Task A_code_from_before_the_rotation_is_confirmed_and_its_pass_opens_the_account()
    {
        var (ticket, code) = await OpenWithCodeAsync();

        Use(Defaults, Rotated);

        var (used, _) = await Tickets.UsePassToSetAsync(ticket.Id, (await BuyPassAsync(ticket, code)).Pass);
        Assert.That(used?.Account, Is.EqualTo(Account));
    }

    [Test]
    public async Task A_wrong_code_stays_wrong_after_the_rotation()
    {
        var (ticket, code) = await OpenWithCodeAsync();

        Use(Defaults, Rotated);

        Assert.That(await ConfirmAsync(ticket, Wrong(code)), Is.EqualTo("wrong-code 4"));
    }

    [Test]
    public async Task A_mail_queued_before_the_rotation_goes_out_and_a_resend_carries_the_same_code()
    {
        var address = NewAddress();
        var ticket = await OpenAndSendAsync(address);
        var lease = await TakeAsync(ticket);
        var code = await Mails.DrawCodeAsync(await BegunAsync(lease), Account);

        Use(Defaults, Rotated);

        var waiting = await BegunAsync(lease);
        Assert.That((waiting.Address, waiting.Account), Is.EqualTo((address, Account)));
        Assert.That(await Mails.DrawCodeAsync(waiting, Account), Is.EqualTo(code));
    }

    [Test]
    public async Task A_link_from_before_the_rotation_opens_the_account()
    {
        var (_, link) = await OpenWithLinkAsync();

        Use(Defaults, Rotated);

        Assert.That(await UseAsync(await BuyPassAsync(link)), Is.EqualTo("ok"));
    }

    [Test]
    public async Task The_rotation_keeps_an_addresss_budget()
    {
        var address = NewAddress();
        await SpendTriesAsync(address);

        Use(Defaults, Rotated);

        Assert.That(await SendAsync(await OpenAsync(address)), Is.EqualTo("link"));
    }

    [Test]
    public async Task A_dropped_key_confirms_no_code()
    {
        var (ticket, code) = await OpenWithCodeAsync();

        Use(Defaults, Dropped);

        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("wrong-code 4"));
    }

    [Test]
    public async Task A_dropped_key_opens_no_account()
    {
        var (_, bought) = await OpenWithPassAsync();
        var (_, link) = await OpenWithLinkAsync();

        Use(Defaults, Dropped);

        Assert.That(await UseAsync(bought), Is.EqualTo("ticket-not-found"));
        Assert.That(await UseAsync(await BuyPassAsync(link)), Is.EqualTo("ticket-not-found"));
    }

    [Test]
    public async Task A_mail_that_a_dropped_key_sealed_is_a_dead_letter()
    {
        var ticket = await OpenAndSendAsync();
        var lease = await TakeAsync(ticket);
        var waiting = await BegunAsync(lease);
        await Mails.DrawCodeAsync(waiting, Account);

        Use(Defaults, Dropped);

        Assert.That(() => Mails.BeginAsync(lease), Throws.TypeOf<FormatException>());
        Assert.That(() => Mails.DrawCodeAsync(waiting, Account), Throws.TypeOf<FormatException>());
        await Mails.GiveUpAsync(lease, "unreadable");
        Assert.That((string?)await Database.HashGetAsync(TicketKeys.Ticket(ticket.Id), "dead"), Is.EqualTo("unreadable"));
    }

    [Test]
    public async Task A_link_that_a_dropped_key_sealed_is_not_mailed()
    {
        Use(new CodeOptions { AddressSendsAnHour = 1 }, Old);
        var ticket = await OpenAndSendAsync();
        var waiting = await BegunAsync(await TakeAsync(ticket));
        await Mails.DrawLinkAsync(waiting, Account);

        Use(Defaults, Dropped);

        Assert.That(() => Mails.DrawLinkAsync(waiting, Account), Throws.TypeOf<FormatException>());
    }

    [Test]
    public async Task A_dropped_key_masks_no_address()
    {
        var ticket = await OpenAsync();

        Use(Defaults, Dropped);

        Assert.That((await SentAsync(ticket)).SentTo, Is.Empty);
    }
}
