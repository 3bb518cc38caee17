using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ResetService.Hosting;
using ResetService.Limits;
using ResetService.Mail;
using ResetService.Resets;
using ResetService.Tests.Passwords;
using ResetService.Tests.Support;

namespace ResetService.Tests.Limits;

/// <summary>Mails in all: what a provider's bill tells late, operators hear at once, and no customer's mail waits for it.</summary>
internal sealed class MailVolumeTests
{
    private const string Risen = "Error: A flood of mails: more than 3 within 01:00:00";
    private const string Fallen = "Information: The flood of mails is over";

    private static readonly LimitOptions ThreeAnHour = new() { MailsInAll = new() { Limit = 3, Window = TimeSpan.FromHours(1) } };

    [Test]
    [Property("Checklist", "T5")]
    public async Task A_flood_through_two_instances_is_told_once_by_each_when_it_rises_and_once_when_it_falls()
    {
        await using var limits = await LimitsOn.StartAsync(nameof(Servers.Redis));
        MailVolume[] instances = [limits.NewMailVolume(ThreeAnHour), limits.NewMailVolume(ThreeAnHour)];
        var gauges = new List<long>();
        using var gauge = Meters.Listen(limits.MeterFactory, "reset.mail.flood", (value, _) => gauges.Add(value));

        await CountAsync(3);
        gauge.RecordObservableInstruments();
        var bearable = limits.Log.Lines.ToArray();
        await CountAsync(20);
        gauge.RecordObservableInstruments();
        var risen = limits.Log.Lines.ToArray();
        limits.Clock.Advance(TimeSpan.FromHours(1));
        gauge.RecordObservableInstruments();
        await CountAsync(2);
        gauge.RecordObservableInstruments();

        Assert.That(bearable, Is.Empty);
        Assert.That(risen, Has.Exactly(2).Items.And.All.StartsWith(Risen));
        Assert.That(limits.Log.Lines.Skip(2), Has.Exactly(2).Items.And.All.StartsWith(Fallen));
        Assert.That(gauges, Is.EqualTo([0, 0, 1, 1, 0, 0, 0, 0]));

        async Task CountAsync(int mails)
        {
            for (var mail = 0; mail < mails; mail++) await instances[mail % 2].CountAsync("any");
        }
    }

    [Test]
    [Property("Checklist", "T5")]
    public async Task Every_kind_of_mail_counts_in_all_instances()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Limits:MailsInAll:Limit"] = "3", ["Limits:MailsInAll:Window"] = "01:00:00", ["Keys:Current"] = KeyOptions.Draw(), ["Keys:Address"] = KeyOptions.Draw(),
        };
        using var logs = new LogLines();
        var kinds = new ConcurrentBag<string?>();
        await using var first = await ResetApi.StartAsync(Parts.Real, settings, logs);
        foreach (var shared in (IEnumerable<string>)["ConnectionStrings:Redis", "ConnectionStrings:Postgres", "SendGrid:BaseUrl"])
            settings[shared] = first.Services.GetRequiredService<IConfiguration>()[shared];
        await using var second = await ResetApi.StartAsync(Parts.Real, settings, logs);
        using var ofFirst = Meters.Listen(first.Services.GetRequiredService<IMeterFactory>(), "reset.mail.sent", (_, kind) => kinds.Add(kind));
        using var ofSecond = Meters.Listen(second.Services.GetRequiredService<IMeterFactory>(), "reset.mail.sent", (_, kind) => kinds.Add(kind));
        using var http = first.CreateClient();
        var client = new ResetClient(http);
        var account = await first.SignUpAsync();

        var ticket = await client.OpenAsync(account.Email, sendCode: true);
        await client.RequestSupportAsync(ticket, "ada.l@example.org", "My mailbox is gone.");
        var pass = (await client.ConfirmAsync(ticket, (await first.SendGrid.NextMailAsync(account.Email)).Code))["pass"];
        await client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        Assert.That(() => kinds, Is.EquivalentTo(["mail=password-reset-code", "mail=support-case", "mail=support-receipt", "mail=password-changed"]).After(20_000, 20));
        Assert.That(() => logs.Lines.Count(line => line.StartsWith(Risen, StringComparison.Ordinal)), Is.EqualTo(1).After(5_000, 20)); // by whichever sent the fourth
        Assert.That(Meters.Read(first, "reset.mail.flood") + Meters.Read(second, "reset.mail.flood"), Is.EqualTo(1));
    }

    [TestCase(MailResult.Sent, 1)]
    [TestCase(MailResult.TryLater, 0)]
    [TestCase(MailResult.Refused, 0)]
    public async Task A_mail_counts_once_it_was_taken_and_nobody_waits_for_its_count(MailResult result, int counted)
    {
        await using var limits = await LimitsOn.StartAsync(nameof(Servers.Redis));
        var sent = 0L;
        using var meter = Meters.Listen(limits.MeterFactory, "reset.mail.sent", (value, _) => sent += value);
        var mailer = new CountedMailer(new Mailer(result), limits.NewMailVolume(ThreeAnHour));

        var sending = mailer.SendAsync(new() { To = "", From = new("", ""), Subject = "", Text = "", Html = "", Category = "any", Reference = "" }, CancellationToken.None);

        Assert.That((sending.IsCompletedSuccessfully, sent), Is.EqualTo((true, counted)));
        Assert.That((await sending).Result, Is.EqualTo(result));
        await Assert.ThatAsync(async () => (int)await limits.Database.HashGetAsync(limits.Key("mails-in-all", "all"), "all"), Is.EqualTo(counted).After(5_000, 10));
    }

    [Test]
    public async Task A_mail_that_can_not_be_counted_is_none_the_worse()
    {
        await using var limits = await LimitsOn.StartAsync(nameof(Servers.Redis));
        await limits.Database.StringSetAsync(limits.Key("mails-in-all", "all"), "no hash");

        await limits.NewMailVolume(ThreeAnHour).CountAsync("any");

        Assert.That(limits.Log.Lines, Has.One.Items.And.All.StartsWith("Warning: A mail that was sent could not be counted"));
    }

    private sealed class Mailer(MailResult result) : IMailer
    {
        public Task<MailOutcome> SendAsync(MailMessage message, CancellationToken cancellation) => Task.FromResult(new MailOutcome(result));
    }
}
