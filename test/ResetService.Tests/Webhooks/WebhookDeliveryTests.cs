using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ResetService.Accounts;
using ResetService.Resets;
using ResetService.Tests.Support;
using ResetService.Webhooks;

namespace ResetService.Tests.Webhooks;

/// <summary>A receiver that is down, slow or gone.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
[Property("Checklist", "R3")]
internal sealed class WebhookDeliveryTests(Parts parts) : WebhookTest(parts)
{
    [Test]
    [Property("Checklist", "R1")]
    public async Task What_failed_comes_again_under_the_same_id_at_a_new_time()
    {
        var attempts = Refuse(500, times: 2);
        var ticket = await Erp.OpenAsync(ResetApi.FreshAddress());
        await PassAsync(attempts, 1, TimeSpan.FromSeconds(5));
        await PassAsync(attempts, 2, TimeSpan.FromMinutes(5));

        var told = Told("erp", ticket);

        Assert.That(told.Select(delivery => (delivery.Id, delivery.Body)).Distinct().Count(), Is.EqualTo(1));
        Assert.That(told.Select(delivery => delivery.Headers["webhook-timestamp"]), Is.Unique);
        Assert.That(told.Select(delivery => delivery.Headers["webhook-signature"]), Is.Unique);
        await Assert.ThatAsync(() => WaitingAsync("erp"), Is.Zero.After(10_000, 20));
    }

    [Test]
    public async Task What_is_refused_for_three_days_is_given_up_and_can_be_replayed()
    {
        var attempts = Refuse(500, times: 1000);
        var ticket = await Erp.OpenAsync(ResetApi.FreshAddress());
        var began = Api.Clock.GetUtcNow();
        foreach (var (pause, n) in WebhookWorker.Retries.Select((pause, n) => (pause, n))) await PassAsync(attempts, n + 1, pause);
        await Assert.ThatAsync(() => GivenUpAsync("erp"), Is.EqualTo(1).After(10_000, 20));

        var days = (Api.Clock.GetUtcNow() - began).TotalDays;
        Receiver.Answer = null;
        var replayed = await Api.Services.GetRequiredService<Outbox>().ReplayAsync("webhook:erp", CancellationToken.None);
        await AdvanceUntilAsync(() => Task.FromResult(Told("erp", ticket).Count), WebhookWorker.Retries.Length + 2);

        Assert.That(days, Is.InRange(3, 4));
        Assert.That(replayed, Is.EqualTo(1));
        Assert.That(Told("erp", ticket).Select(delivery => delivery.Id).Distinct().Count(), Is.EqualTo(1));
        await Assert.ThatAsync(() => GivenUpAsync("erp"), Is.Zero.After(10_000, 20));
    }

    [TestCase(429, "600", 600)]
    [TestCase(502, null, 60)]
    [TestCase(504, "0", 5)]
    public async Task A_receiver_that_cannot_keep_up_is_left_alone_for_a_while(int status, string? retryAfter, int seconds)
    {
        var waiting = await Erp.OpenAsync(ResetApi.FreshAddress());
        await ToldAsync("erp", waiting, WebhookEvents.Requested);
        var attempts = Refuse(status, times: 1, retryAfter);
        await Erp.OpenAsync(ResetApi.FreshAddress());
        await attempts.NextAsync(1);
        await Assert.ThatAsync(() => NextAttemptAsync("erp"), Is.GreaterThanOrEqualTo(Api.Clock.GetUtcNow().AddSeconds(seconds)).After(10_000, 20));

        Api.Clock.Advance(TimeSpan.FromSeconds(seconds * 1.25));

        await AdvanceUntilAsync(() => Task.FromResult(attempts.Count), 2);
        await Assert.ThatAsync(() => WaitingAsync("erp"), Is.Zero.After(10_000, 20));
    }

    [Test]
    public async Task What_else_waits_for_it_waits_longer_too()
    {
        var attempts = Refuse(429, times: 1, "600");
        var refused = await Erp.OpenAsync(ResetApi.FreshAddress());
        await attempts.NextAsync(1);
        await Assert.ThatAsync(() => NextAttemptAsync("erp"), Is.EqualTo(Api.Clock.GetUtcNow().AddSeconds(600)).After(10_000, 20));

        var fresh = await Erp.OpenAsync(ResetApi.FreshAddress());
        await ToldAsync("shop", fresh, WebhookEvents.Requested);
        Api.Clock.Advance(TimeSpan.FromSeconds(599));
        await ToldAsync("shop", await Erp.OpenAsync(ResetApi.FreshAddress()), WebhookEvents.Requested);
        Assert.That(attempts.Count, Is.EqualTo(1), "the shop's own endpoint was told meanwhile, of later tickets too");

        Api.Clock.Advance(TimeSpan.FromSeconds(1));
        await AdvanceUntilAsync(() => Task.FromResult(attempts.Count), 4);
        Assert.That((Told("erp", refused).Count, Told("erp", fresh).Count), Is.EqualTo((2, 1)));
        await Assert.ThatAsync(() => WaitingAsync("erp"), Is.Zero.After(10_000, 20));
    }

    [Test]
    public async Task A_message_comes_again_in_time_whatever_becomes_of_those_behind_it()
    {
        var refused = new ConcurrentDictionary<string, bool>();
        Receiver.Answer = (delivery, response) =>
        {
            if (delivery.Path == "/erp" && refused.TryAdd(delivery.Id, true)) response.StatusCode = 502;
            return Task.CompletedTask;
        };
        var first = await Erp.OpenAsync(ResetApi.FreshAddress());
        await Assert.ThatAsync(() => NextAttemptAsync("erp"), Is.GreaterThan(Api.Clock.GetUtcNow()).After(10_000, 20));

        // Each of these is refused at first, so the endpoint never has a quiet minute.
        for (var n = 0; n < 20 && Told("erp", first).Count < 2; n++)
        {
            Api.Clock.Advance(TimeSpan.FromSeconds(50));
            await ToldAsync("shop", await Erp.OpenAsync(ResetApi.FreshAddress()), WebhookEvents.Requested);
        }

        Assert.That(Told("erp", first), Has.Count.EqualTo(2));
        await AllTakenAsync("erp");
    }

    [Test]
    public async Task A_slow_receiver_leaves_hands_for_the_others()
    {
        const int Many = 20;
        var never = new TaskCompletionSource();
        var taken = 0;
        Receiver.Answer = async (delivery, response) =>
        {
            if (delivery.Path != "/erp") return;
            Interlocked.Increment(ref taken);
            await never.Task.WaitAsync(response.HttpContext.RequestAborted);
        };
        for (var n = 0; n < Many; n++) await Erp.OpenAsync(ResetApi.FreshAddress());

        var other = await OpenForTeaAsync();
        await ToldAsync("tea", other, WebhookEvents.Requested);
        Assert.That(() => taken, Is.EqualTo(4).After(10_000, 20));

        never.SetResult();
        Assert.That(() => taken, Is.EqualTo(Many).After(20_000, 20), "a hand that is free takes the next one at once");
        await Assert.ThatAsync(() => WaitingAsync("erp"), Is.Zero.After(10_000, 20));
    }

    [Test]
    public async Task What_is_put_off_for_four_days_is_given_up_and_can_be_replayed()
    {
        var attempts = Refuse(429, times: 1000, "86400");
        var ticket = await Erp.OpenAsync(ResetApi.FreshAddress());
        for (var day = 1; day <= 4; day++)
        {
            await AdvanceUntilAsync(() => Task.FromResult(attempts.Count), day);
            await Assert.ThatAsync(() => NextAttemptAsync("erp"), Is.GreaterThan(Api.Clock.GetUtcNow().AddHours(23)).After(10_000, 20));
            Api.Clock.Advance(TimeSpan.FromDays(1));
        }

        await AdvanceUntilAsync(() => GivenUpAsync("erp"), 1);
        Assert.That(attempts.Count, Is.EqualTo(4));

        Receiver.Answer = null;
        await Api.Services.GetRequiredService<Outbox>().ReplayAsync("webhook:erp", CancellationToken.None);
        await AdvanceUntilAsync(() => Task.FromResult(Told("erp", ticket).Count), 5);
        await Assert.ThatAsync(() => GivenUpAsync("erp"), Is.Zero.After(10_000, 20));
    }

    [Test]
    public async Task A_receiver_that_is_gone_hears_nothing_more_until_it_is_switched_on_or_moves()
    {
        using var log = new WholeLog();
        Api.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        var states = Api.Services.GetRequiredService<WebhookStates>();
        var attempts = Refuse(410, times: 1000, path: "/tea");
        await OpenForTeaAsync();
        await attempts.NextAsync(1);
        await Assert.ThatAsync(() => GivenUpAsync("tea"), Is.EqualTo(1).After(10_000, 20));

        await OpenForTeaAsync();
        await Assert.ThatAsync(() => GivenUpAsync("tea"), Is.EqualTo(2).After(10_000, 20), "not sent, and kept for a replay");
        Assert.That(attempts.Count, Is.EqualTo(1));
        Assert.That(log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)), Has.Exactly(1).Items.And.All.Contains("switched off"), "once, however much it misses");

        Receiver.Answer = null;
        var url = new Uri(Api.Services.GetRequiredService<IConfiguration>()["Webhooks:Endpoints:tea:Url"]!);
        Assert.That(await states.IsDisabledAsync("tea", url, CancellationToken.None), Is.True);
        Assert.That(await states.IsDisabledAsync("tea", new Uri(url, "elsewhere"), CancellationToken.None), Is.False);
        Assert.That((await states.EnableAsync("tea", CancellationToken.None), await states.EnableAsync("tea", CancellationToken.None)), Is.EqualTo((true, false)));

        var told = await OpenForTeaAsync();
        await ToldAsync("tea", told, WebhookEvents.Requested);
        await states.DisableAsync("tea", url, CancellationToken.None);
        await states.DisableAsync("tea", url, CancellationToken.None);
        Assert.That(await states.IsDisabledAsync("tea", url, CancellationToken.None), Is.True);
        await states.EnableAsync("tea", CancellationToken.None);
    }

    [Test]
    public async Task An_endpoint_that_has_left_the_settings_gets_nothing_until_it_is_back()
    {
        await Api.Services.GetRequiredService<Outbox>().AddAsync(
            [new() { Id = Guid.CreateVersion7(), Kind = "webhook:left", Payload = "{}", NextAttemptAt = Api.Clock.GetUtcNow() }], CancellationToken.None);
        await AdvanceUntilAsync(() => CountAsync(message => message.Kind == "webhook:left" && message.Attempts > 1), 1);
        Assert.That((await WaitingAsync("left"), await GivenUpAsync("left")), Is.EqualTo((1, 0)));

        var settings = (IConfigurationRoot)Api.Services.GetRequiredService<IConfiguration>();
        settings["Webhooks:Endpoints:left:Url"] = new Uri(Receiver.BaseUrl, "left").AbsoluteUri;
        settings["Webhooks:Endpoints:left:Secret"] = WebhookSecret.Draw();
        settings["Webhooks:Endpoints:left:Events:0"] = WebhookEvents.SupportRequested;
        settings.Reload();

        await AdvanceUntilAsync(() => Task.FromResult(Receiver.Deliveries.Count(delivery => delivery.Path == "/left")), 1);
    }

    [Test]
    public async Task A_receiver_that_is_down_keeps_no_mail_waiting()
    {
        var account = await Api.SignUpAsync();
        var never = new TaskCompletionSource();
        Receiver.Answer = (_, response) => never.Task.WaitAsync(response.HttpContext.RequestAborted);
        for (var n = 0; n < 40; n++) await Erp.OpenAsync(ResetApi.FreshAddress()); // more than the worker has hands

        var (ticket, pass) = await ConfirmedAsync(account);
        await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        var changed = await Api.SendGrid.NextMailAsync(account.Email, 2);

        Assert.That(changed.Category, Is.EqualTo("password-changed"));
        never.SetResult();
        await AllTakenAsync("erp");
    }

    private static readonly TimeSpan WorkPoll = TimeSpan.FromSeconds(5);

    private async Task<Ticket> OpenForTeaAsync()
    {
        var created = await Tea.CreateTicketAsync(new { email = ResetApi.FreshAddress(), storefront = "tea" });
        return new(created["id"], created["token"]);
    }

    /// <summary>Waits for an attempt and its outcome, then for as long as the next one is put off at the most, and for that one.</summary>
    private async Task PassAsync(Attempts attempts, int attempt, TimeSpan pause)
    {
        await attempts.NextAsync(attempt);
        await Assert.ThatAsync(() => NextAttemptAsync("erp"), Is.InRange(Api.Clock.GetUtcNow() + pause, Api.Clock.GetUtcNow() + (pause * 1.25)).After(10_000, 20));
        Api.Clock.Advance(pause * 1.25);
        await AdvanceUntilAsync(() => Task.FromResult(attempts.Count), attempt + 1);
    }

    /// <summary>Lets time pass, as much as the idle worker needs to look, until so many are there.</summary>
    private Task AdvanceUntilAsync(Func<Task<int>> countAsync, int least) => Assert.ThatAsync(async () =>
    {
        var count = await countAsync();
        if (count < least) Api.Clock.Advance(WorkPoll);
        return count;
    }, Is.GreaterThanOrEqualTo(least).After(20_000, 50));

    private async Task AllTakenAsync(string endpoint)
    {
        Receiver.Answer = null;
        await AdvanceUntilAsync(async () => await WaitingAsync(endpoint) == 0 ? 1 : 0, 1);
    }

    private Attempts Refuse(int status, int times, string? retryAfter = null, string path = "/erp")
    {
        var attempts = new Attempts();
        Receiver.Answer = (delivery, response) =>
        {
            if (delivery.Path != path) return Task.CompletedTask;
            if (attempts.Add() <= times) (response.StatusCode, response.Headers.RetryAfter) = (status, retryAfter);
            return Task.CompletedTask;
        };
        return attempts;
    }

    private Task<int> WaitingAsync(string endpoint) => CountAsync(message => message.Kind == $"webhook:{endpoint}" && message.DoneAt == null && message.NextAttemptAt != null);

    private Task<int> GivenUpAsync(string endpoint) => CountAsync(message => message.Kind == $"webhook:{endpoint}" && message.DoneAt == null && message.NextAttemptAt == null);

    private async Task<int> CountAsync(System.Linq.Expressions.Expression<Func<OutboxMessage, bool>> which)
    {
        await using var db = await Api.OpenDatabaseAsync();
        return await db.Outbox.CountAsync(which);
    }

    private async Task<DateTimeOffset?> NextAttemptAsync(string endpoint)
    {
        await using var db = await Api.OpenDatabaseAsync();
        return await db.Outbox.Where(message => message.Kind == $"webhook:{endpoint}" && message.DoneAt == null).MaxAsync(message => message.NextAttemptAt);
    }

    private sealed class Attempts
    {
        private readonly ConcurrentQueue<int> made = new();

        public int Count => made.Count;

        public int Add()
        {
            made.Enqueue(0);
            return made.Count;
        }

        public Task NextAsync(int attempt) => Assert.ThatAsync(() => Task.FromResult(Count), Is.GreaterThanOrEqualTo(attempt).After(20_000, 20));
    }
}
