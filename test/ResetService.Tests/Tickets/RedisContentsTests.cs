using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using ResetService.Hosting;
using ResetService.Tickets;
using StackExchange.Redis;

namespace ResetService.Tests.Tickets;

/// <summary>What a thief of Redis finds: nothing to use, and nothing that stays.</summary>
internal sealed class RedisContentsTests(string server) : TicketTest(server)
{
    [Test]
    [Property("Checklist", "E4")]
    public async Task Every_key_but_the_mail_queue_ends_by_itself()
    {
        var run = await BusyRunAsync();

        var keys = await KeysOfAsync(run.Ticket.Id);

        var kinds = keys.Select(key => $"{key}".Split(':')[2]).Distinct();
        Assert.That(kinds, Is.EquivalentTo(["ticket", "link", "guesses", "sends", "epoch", "mail", "dead"]));
        foreach (var key in keys.Where(key => key != TicketKeys.Mail(run.Ticket.Id.Partition)))
        {
            Assert.That(await TtlAsync(key) ?? TimeSpan.MaxValue, Is.LessThanOrEqualTo(TimeSpan.FromDays($"{key}".EndsWith(":dead", StringComparison.Ordinal) ? 7 : 1)), $"{key}");
        }
    }

    [Test]
    public async Task A_budgets_key_ends_with_its_window()
    {
        var (ticket, code) = await OpenWithCodeAsync();
        await ConfirmAsync(ticket, Wrong(code));

        Assert.That(await TtlAsync(TicketKeys.HourlySends(ticket.Id)), Is.InRange(TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60)));
        Assert.That(await TtlAsync(TicketKeys.DailySends(ticket.Id)), Is.InRange(TimeSpan.FromHours(23.9), TimeSpan.FromHours(24)));
        Assert.That(await TtlAsync(TicketKeys.Guesses(ticket.Id)), Is.InRange(TimeSpan.FromHours(23.9), TimeSpan.FromHours(24)));
    }

    [Test]
    public async Task A_tickets_key_ends_with_it()
    {
        var ticket = await OpenAsync();
        var opened = await TtlAsync(TicketKeys.Ticket(ticket.Id));
        Clock.Advance(TimeSpan.FromMinutes(5));

        await SentAsync(ticket);

        Assert.That(opened, Is.InRange(TimeSpan.FromMinutes(19), TimeSpan.FromMinutes(20)));
        Assert.That(await TtlAsync(TicketKeys.Ticket(ticket.Id)), Is.InRange(TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15)));
    }

    [Test]
    [Property("Checklist", "C8")]
    [Property("Checklist", "F2")]
    public async Task No_secret_and_no_address_stands_in_redis()
    {
        var run = await BusyRunAsync();

        var dump = await DumpAsync(run.Ticket.Id);

        Assert.That(dump, Has.Count.GreaterThan(50));
        foreach (var secret in run.Secrets) AssertAbsent(dump, secret);
    }

    [Test]
    [Property("Checklist", "C8")]
    public async Task A_code_is_not_found_among_its_plain_hashes()
    {
        var address = NewAddress();
        var (ticket, code) = await OpenWithCodeAsync(address);

        var dump = await DumpAsync(ticket.Id);

        string[] beside = ["", ticket.Id.Value, ticket.Id.Tag, address.Canonical, ticket.Token.Text];
        string[] between = ["", ":", ".", "\0"];
        var texts = beside.SelectMany(other => between.SelectMany(sign => new[] { code.Digits + sign + other, other + sign + code.Digits })).Distinct();
        foreach (var hash in texts.SelectMany(PlainHashes)) AssertAbsent(dump, hash);
    }

    [Test]
    [Property("Checklist", "C9")]
    public async Task Codes_are_kept_and_compared_as_signatures_of_one_length()
    {
        var drawer = new Keys(Options.Create(new KeyOptions { Current = KeyOptions.Draw(), Previous = KeyOptions.Draw(), Address = KeyOptions.Draw() }));
        var address = NewAddress();
        var tickets = new List<OpenedTicket>();
        for (var n = 0; n < 3; n++) tickets.Add((await OpenWithCodeAsync(address)).Ticket);

        var kept = await Task.WhenAll(tickets.Select(async ticket => $"{await Database.HashGetAsync(TicketKeys.Ticket(ticket.Id), "code")}"));
        // The same digits for each ticket: what is compared differs all the same.
        var compared = tickets.Select(ticket => drawer.Signatures(ticket.Id.Value, "000000")).SelectMany(signed => new[] { signed.Current, signed.Previous }).ToArray();

        Assert.That(kept.Concat(compared), Has.All.Length.EqualTo(kept[0].Length));
        Assert.That(kept.Concat(compared), Is.Unique);
        Assert.That(Base64Url.DecodeFromChars(kept[0].Split('.')[^1]), Has.Length.EqualTo(SHA256.HashSizeInBytes));
    }

    [Test]
    [Property("Checklist", "C5")]
    public async Task What_is_sealed_for_one_ticket_opens_for_no_other()
    {
        var address = NewAddress();
        var (first, second) = ((await OpenWithPassAsync(address)).Bought, (await OpenWithPassAsync(address)).Bought);
        var (mine, theirs) = (TicketKeys.Ticket(first.Ticket), TicketKeys.Ticket(second.Ticket));

        Assert.That(await Database.HashGetAsync(mine, "address"), Is.Not.EqualTo(await Database.HashGetAsync(theirs, "address")));
        Assert.That(await Database.HashGetAsync(mine, "account"), Is.Not.EqualTo(await Database.HashGetAsync(theirs, "account")));
        await Database.HashSetAsync(mine, "account", await Database.HashGetAsync(theirs, "account"));

        Assert.That(await UseAsync(first), Is.EqualTo("ticket-not-found"));
        Assert.That(await UseAsync(second), Is.EqualTo("ok"));
    }

    [Test]
    [Property("Checklist", "C5")]
    public async Task A_code_or_an_address_moved_to_another_ticket_is_not_read_there()
    {
        var (first, code) = await OpenWithCodeAsync();
        var (second, _) = await OpenWithCodeAsync();
        var (mine, theirs) = (TicketKeys.Ticket(first.Id), TicketKeys.Ticket(second.Id));

        await Database.HashSetAsync(theirs, "code", await Database.HashGetAsync(mine, "code"));
        Assert.That(await ConfirmAsync(second, code), Is.EqualTo("wrong-code 4"));

        Clock.Advance(Defaults.ResendPause);
        await SentAsync(second);
        var lease = await TakeAsync(second);
        var waiting = await BegunAsync(lease);
        await Database.HashSetAsync(theirs, "secret", await Database.HashGetAsync(mine, "secret"));
        Assert.That(() => Mails.DrawCodeAsync(waiting, Account), Throws.TypeOf<FormatException>());
        await Database.HashSetAsync(theirs, "address", await Database.HashGetAsync(mine, "address"));
        Assert.That(() => Mails.BeginAsync(lease), Throws.TypeOf<FormatException>());
    }

    // Leaves a key of every kind behind, and a code that is not confirmed yet.
    private async Task<(OpenedTicket Ticket, IReadOnlyList<string> Secrets)> BusyRunAsync()
    {
        Use(new CodeOptions { AddressSendsAnHour = 8 });
        var address = NewAddress();
        var (completed, first) = await OpenWithPassAsync(address);
        await Tickets.CompleteAsync(completed.Id, Now);
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await OpenAsync(address);
        var (locked, guessed) = await OpenWithCodeAsync(address);
        await GuessWrongAsync(locked, guessed, 5);
        var (dead, _) = await OpenWithCodeAsync(address);
        Clock.Advance(Defaults.ResendPause);
        await SentAsync(dead);
        await Mails.GiveUpAsync(await TakeAsync(dead), "refused");
        var (_, bought) = await OpenWithPassAsync(address);
        await UseAsync(bought);
        var (ticket, code) = await OpenWithCodeAsync(address);
        var queued = await OpenAsync(address);
        await SentAsync(queued, Home);
        await TakeAsync(queued);
        var asker = await OpenAsync(address);
        Assert.That(await SendAsync(asker), Is.EqualTo("link"));
        var link = await MailLinkAsync(asker);

        return (ticket, [
            code.Digits, ticket.Token.Text, asker.Token.Text, link.Token.Text, link.Fragment, first.Pass.Text, bought.Pass.Text,
            address.Typed, address.Canonical[..address.Canonical.IndexOf('@', StringComparison.Ordinal)],
            Account.Id, Account.Address, Account.Stamp, Home.ToString()]);
    }

    // Every key, field and value, and what lies behind base64url.
    private async Task<List<string>> DumpAsync(TicketId id)
    {
        var texts = new List<string>();
        foreach (var key in await KeysOfAsync(id))
        {
            texts.Add($"{key}");
            texts.AddRange(await Database.KeyTypeAsync(key) switch
            {
                RedisType.Hash => (await Database.HashGetAllAsync(key)).SelectMany(entry => new[] { $"{entry.Name}", $"{entry.Value}" }),
                RedisType.SortedSet => (await Database.SortedSetRangeByRankAsync(key)).Select(member => $"{member}"),
                RedisType.String => [$"{await Database.StringGetAsync(key)}"],
                _ => [],
            });
        }

        var encoded = texts.SelectMany(text => text.Split('.')).Where(part => Base64Url.IsValid(part));
        return [.. texts, .. encoded.Select(part => Encoding.Latin1.GetString(Base64Url.DecodeFromChars(part)))];
    }

    private static void AssertAbsent(List<string> dump, string secret)
    {
        var bytes = Encoding.Latin1.GetBytes(secret);
        var forms = new List<string>
        {
            secret, Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes), Convert.ToBase64String(bytes).TrimEnd('='), Base64Url.EncodeToString(bytes),
        };
        if (Secret.TryParse(secret, out _))
        {
            var raw = Base64Url.DecodeFromChars(secret);
            forms.AddRange([Encoding.Latin1.GetString(raw), Convert.ToHexString(raw), Convert.ToHexStringLower(raw), Convert.ToBase64String(raw).TrimEnd('=')]);
        }

        // A moment in time may well hold six digits of a code: a number counts when it is the secret.
        foreach (var form in forms)
        {
            Assert.That(dump.Where(text => text.All(char.IsAsciiDigit) ? text == form : text.Contains(form, StringComparison.Ordinal)), Is.Empty);
        }
    }

    [SuppressMessage("Security", "CA5350", Justification = "A thief would try them.")]
    [SuppressMessage("Security", "CA5351", Justification = "A thief would try them.")]
    private static IEnumerable<string> PlainHashes(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        byte[][] hashes = [MD5.HashData(bytes), SHA1.HashData(bytes), SHA256.HashData(bytes), SHA512.HashData(bytes)];
        return hashes.Select(Encoding.Latin1.GetString);
    }
}
