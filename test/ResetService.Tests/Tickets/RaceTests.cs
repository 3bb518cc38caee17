using ResetService.Hosting;
using ResetService.Tickets;

namespace ResetService.Tests.Tickets;

/// <summary>Many callers at once, over connections of their own: each step happens as if alone.</summary>
internal sealed class RaceTests(string server) : TicketTest(server)
{
    private const int Callers = 8;

    private readonly List<Redis> connections = [];

    [OneTimeSetUp]
    public async Task ConnectCallersAsync()
    {
        for (var caller = 0; caller < Callers; caller++) connections.Add(await NewRedisAsync(Clock));
        await Task.WhenAll(connections.Select(each => each.PingAsync()));
    }

    [OneTimeTearDown]
    public async Task DisconnectCallersAsync()
    {
        foreach (var each in connections) await each.DisposeAsync();
    }

    [Test]
    [Property("Checklist", "E1")]
    public async Task Of_200_wrong_codes_at_once_five_are_compared()
    {
        var (ticket, code) = await OpenWithCodeAsync();

        var answers = await AtOnceAsync(200, async (tickets, _, number) =>
            Say((await tickets.ConfirmCodeAsync(ticket.Id, ticket.Token, Wrong(code, number + 1))).Item2));

        Assert.That(answers.Order(StringComparer.Ordinal).TakeLast(5), Is.EqualTo(["wrong-code 0", "wrong-code 1", "wrong-code 2", "wrong-code 3", "wrong-code 4"]));
        Assert.That(answers.Count(answer => answer == "ticket-locked"), Is.EqualTo(195));
        Assert.That(await SpentAsync(TicketKeys.Guesses(ticket.Id)), Is.EqualTo(5));
        Assert.That(await ConfirmAsync(ticket, code), Is.EqualTo("ticket-locked"));
    }

    [Test]
    [Property("Checklist", "D2")]
    [Property("Checklist", "E1")]
    public async Task Over_many_tickets_at_once_an_address_has_twenty_wrong_tries()
    {
        Use(ManyMails);
        var address = NewAddress();
        var opened = new List<(OpenedTicket Ticket, ResetCode Code)>();
        for (var ticket = 0; ticket < 10; ticket++) opened.Add(await OpenWithCodeAsync(address));

        var answers = await AtOnceAsync(100, async (tickets, _, number) =>
        {
            var (ticket, code) = opened[number % opened.Count];
            return Say((await tickets.ConfirmCodeAsync(ticket.Id, ticket.Token, Wrong(code, number + 1))).Item2);
        });

        Assert.That(answers.Count(answer => answer.StartsWith("wrong-code", StringComparison.Ordinal)), Is.EqualTo(20));
    }

    [Test]
    [Property("Checklist", "E2")]
    public async Task Of_50_right_codes_at_once_one_buys_a_pass()
    {
        var (ticket, code) = await OpenWithCodeAsync();

        var answers = await AtOnceAsync(50, async (tickets, _, _) => Say((await tickets.ConfirmCodeAsync(ticket.Id, ticket.Token, code)).Item2));

        Assert.That(answers.Count(answer => answer == "ok"), Is.EqualTo(1));
        Assert.That(answers.Count(answer => answer == "already-confirmed"), Is.EqualTo(49));
    }

    [Test]
    public async Task Of_50_that_follow_a_link_at_once_one_gets_a_pass()
    {
        var (_, link) = await OpenWithLinkAsync();

        var answers = await AtOnceAsync(50, async (tickets, _, _) => Say((await tickets.ConfirmLinkAsync(link.Id, link.Token)).Item2));

        Assert.That(answers.Count(answer => answer == "ok"), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_40_mails_asked_for_at_once_a_ticket_gets_one()
    {
        var ticket = await OpenAsync();

        var answers = await AtOnceAsync(40, async (tickets, _, _) => Say((await tickets.RequestCodeAsync(ticket.Id, ticket.Token, NewNetwork())).Item2));

        Assert.That(answers.Count(answer => answer == "ok"), Is.EqualTo(1));
        Assert.That(await SpentAsync(TicketKeys.HourlySends(ticket.Id)), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_40_mails_asked_for_at_once_an_address_gets_six_and_the_last_is_the_link()
    {
        var address = NewAddress();

        var answers = await AtOnceAsync(40, async (tickets, _, _) =>
        {
            var ticket = await tickets.OpenAsync(address, "shop", "de", partner: "");
            var (sent, refusal) = await tickets.RequestCodeAsync(ticket.Id, ticket.Token, NewNetwork());
            return sent?.Kind ?? refusal!.Problem.Code;
        });

        Assert.That(answers.Count(answer => answer == "code"), Is.EqualTo(5));
        Assert.That(answers.Count(answer => answer == "link"), Is.EqualTo(1));
        Assert.That(answers.Count(answer => answer == "too-many-requests"), Is.EqualTo(34));
    }

    [Test]
    public async Task Workers_that_take_at_once_get_each_mail_once()
    {
        Use(ManyMails);
        var address = NewAddress();
        var waiting = new List<string>();
        for (var mail = 0; mail < 30; mail++)
        {
            var ticket = await OpenAndSendAsync(address);
            waiting.Add(ticket.Id.Value);
        }

        var partition = TicketId.Read(waiting[0]).Partition;
        var taken = await AtOnceAsync(40, async (_, mails, _) => (await mails.TakeAsync(partition))?.Member);

        Assert.That(taken.Where(member => member is not null), Is.EquivalentTo(waiting));
    }

    [Test]
    public async Task Workers_that_draw_at_once_mail_one_code()
    {
        var ticket = await OpenAndSendAsync();
        var waiting = await BegunAsync(await TakeAsync(ticket));

        var codes = await AtOnceAsync(20, async (_, mails, _) => await mails.DrawCodeAsync(waiting, Account));

        Assert.That(codes.Distinct().Count(), Is.EqualTo(1));
        Assert.That(await ConfirmAsync(ticket, codes[0]!.Value), Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_pass_used_at_once_keeps_its_bounds()
    {
        var (_, bought) = await OpenWithPassAsync();

        var answers = await AtOnceAsync(50, async (tickets, _, _) => Say((await tickets.UsePassToSetAsync(bought.Ticket, bought.Pass)).Item2));

        Assert.That(answers.Count(answer => answer == "ok"), Is.EqualTo(Defaults.PasswordSets));
    }

    // All calls are held back until the last is ready.
    private async Task<IReadOnlyList<TAnswer>> AtOnceAsync<TAnswer>(int calls, Func<TicketStore, MailQueue, int, Task<TAnswer>> call)
    {
        var parts = connections.ConvertAll(each => Build(each, Codes));
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answers = Enumerable.Range(0, calls).Select(async number =>
        {
            var (tickets, mails) = parts[number % Callers];
            await start.Task;
            return await call(tickets, mails, number);
        }).ToArray();

        start.SetResult();
        return await Task.WhenAll(answers);
    }
}
