using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using ResetService.Accounts;
using ResetService.Tests.Support;

namespace ResetService.Tests.Operation;

/// <summary>Redis or Postgres goes away in the middle of a walk, comes back, and the walk goes on.</summary>
internal sealed class OutageTests
{
    /// <summary>A browser's spinner may turn this long.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(5);

    private readonly SendGridSigner signer = new();
    private PostgresServer postgres = null!;
    private Deployment deployment = null!;
    private ResetClient client = null!;

    [SetUp]
    public async Task Deploy()
    {
        postgres = await PostgresServer.StartAsync();
        deployment = await Deployment.StartAsync(postgres);
        await deployment.LaunchAsync("worker");
        client = deployment.ClientOf(await deployment.LaunchAsync("api", ("SendGrid__EventsPublicKeys__0", signer.PublicKey)));
    }

    [TearDown]
    public async Task StopAll()
    {
        await deployment.DisposeAsync();
        await postgres.DisposeAsync();
    }

    [OneTimeTearDown]
    public void DropTheKey() => signer.Dispose();

    [TestCase(false)]
    [TestCase(true)]
    [Property("Checklist", "D7")]
    public async Task Without_Redis_every_operation_says_so_and_the_walk_goes_on_later(bool mute)
    {
        var (address, otherAddress) = (await deployment.SignUpAsync(), await deployment.SignUpAsync());
        var ticket = await client.OpenAsync(address, sendCode: true);
        var mail = await deployment.SendGrid.NextMailAsync(address);
        await client.ConfirmAsync(ticket, Wrong(mail.Code));
        var (confirmed, pass) = await deployment.ConfirmAsync(client, otherAddress);
        // Where Redis is mute, it does later what it was told meanwhile: these calls go to a ticket of their own.
        var spare = await client.OpenAsync(ResetApi.FreshAddress());

        await (mute ? deployment.Redis.PauseAsync() : deployment.Redis.StopAsync(crash: true));
        var refused = await Task.WhenAll(
            TimeAsync(client.CreateTicketAsync(new { email = address })),
            TimeAsync(client.CreateTicketAsync(new { email = address, sendCode = true })),
            TimeAsync(client.ReadAsync(spare)),
            TimeAsync(client.SendCodeAsync(spare)),
            TimeAsync(client.ConfirmAsync(spare, mail.Code)),
            TimeAsync(client.ConfirmLinkAsync(spare.Id, spare.Token)),
            TimeAsync(client.CheckPasswordAsync(confirmed.Id, pass, ResetApi.GoodPassword)),
            TimeAsync(client.SetPasswordAsync(confirmed.Id, pass, ResetApi.GoodPassword)),
            TimeAsync(client.RequestSupportAsync(spare, "ada.l@example.org", "My mailbox is gone.")),
            TimeAsync(TellAsync()),
            TimeAsync(client.CancelAsync(spare)));
        var (ready, live) = (await HealthAsync("ready"), await HealthAsync("live"));
        await (mute ? deployment.Redis.ResumeAsync() : deployment.Redis.StartAgainAsync());
        await Assert.ThatAsync(() => HealthAsync("ready"), Is.EqualTo(HttpStatusCode.OK).After(10_000, 20));
        var read = await client.ReadAsync(ticket);
        var wrong = await client.ConfirmAsync(ticket, Wrong(mail.Code));
        var right = await client.ConfirmAsync(ticket, mail.Code);
        var set = await client.SetPasswordAsync(ticket.Id, right["pass"], ResetApi.GoodPassword);

        Assert.That(refused.Select(call => call.Answer.Problem), Is.All.EqualTo("service-unavailable"));
        Assert.That(refused.Select(call => call.Answer.Status), Is.All.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(refused.Select(call => call.Answer.Response.Headers.RetryAfter?.Delta), Is.All.GreaterThan(TimeSpan.Zero));
        Assert.That(refused.Select(call => call.Took), Is.All.LessThan(Prompt));
        Assert.That((ready, live), Is.EqualTo((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK)));
        Assert.That(Left(read), Is.EqualTo((4, 2)));
        Assert.That(wrong.Body.GetProperty("attemptsLeft").GetInt32(), Is.EqualTo(3));
        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That((await client.SetPasswordAsync(confirmed.Id, pass, ResetApi.GoodPassword)).Status, Is.EqualTo(HttpStatusCode.OK));
        await deployment.SendGrid.NextMailAsync(address, 2);
        await deployment.SendGrid.NextMailAsync(otherAddress, 2);
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Checklist", "E5")]
    public async Task Without_Postgres_a_password_waits_and_everything_before_it_works(bool mute)
    {
        var (address, otherAddress) = (await deployment.SignUpAsync(), await deployment.SignUpAsync());
        var (ticket, pass) = await deployment.ConfirmAsync(client, address);
        var account = await deployment.ReadAccountAsync(address);
        var lost = await client.OpenAsync(address);
        Task<Answer> AskForHelpAsync() => client.RequestSupportAsync(lost, "ada.l@example.org", "My mailbox is gone.");

        await (mute ? postgres.PauseAsync() : postgres.StopAsync(crash: true));
        var refused = await TimeAsync(client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword));
        var unasked = await TimeAsync(AskForHelpAsync());
        var untold = await TimeAsync(TellAsync());
        var meanwhile = await client.ReadAsync(ticket);
        var (ready, live) = (await HealthAsync("ready"), await HealthAsync("live"));
        var other = await TimeAsync(client.CreateTicketAsync(new { email = otherAddress, sendCode = true }));
        await (mute ? postgres.ResumeAsync() : postgres.StartAgainAsync());
        await Assert.ThatAsync(() => HealthAsync("ready"), Is.EqualTo(HttpStatusCode.OK).After(10_000, 20));
        await AssertNothingIsChangedAsync(account);
        var set = await client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        var again = await client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        var asked = await AskForHelpAsync();
        var told = await TellAsync();

        Assert.That((refused.Answer.Status, refused.Answer.Problem), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "service-unavailable")));
        Assert.That(refused.Answer.Response.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero));
        Assert.That((unasked.Answer.Status, asked.Status), Is.EqualTo((HttpStatusCode.ServiceUnavailable, HttpStatusCode.Accepted)), asked.Text);
        Assert.That((untold.Answer.Status, told.Status), Is.EqualTo((HttpStatusCode.ServiceUnavailable, HttpStatusCode.NoContent)), "SendGrid tries again");
        Assert.That(new[] { refused.Took, unasked.Took, untold.Took }, Is.All.LessThan(2 * Prompt));
        Assert.That(meanwhile["state"], Is.EqualTo("confirmed"));
        Assert.That((ready, live), Is.EqualTo((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK)));
        Assert.That(other.Answer.Status, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(other.Took, Is.LessThan(Prompt));
        Assert.That((set.Status, again.Text), Is.EqualTo((HttpStatusCode.OK, set.Text)), set.Text);
        Assert.That(await deployment.ResetsOfAsync(address), Has.Count.EqualTo(1));

        await Assert.ThatAsync(async () => await deployment.EndMailLeasesAsync() + await deployment.EndOutboxLeasesAsync(), Is.Zero.After(20_000, 100));
        Assert.That(deployment.MailsTo(address, "password-changed").Count(), Is.EqualTo(1));
        Assert.That(deployment.SendGrid.Mails.Where(mail => mail.Reference == asked["reference"]).Select(mail => mail.Category), Is.EquivalentTo(["support-case", "support-receipt"]));
        var code = (await deployment.SendGrid.NextMailAsync(otherAddress)).Code;
        var confirmed = await client.ConfirmAsync(new(other.Answer["id"], other.Answer["token"]), code);
        Assert.That(confirmed.Status, Is.EqualTo(HttpStatusCode.OK), confirmed.Text);
    }

    [Test]
    [Property("Checklist", "E5")]
    public async Task What_Postgres_was_in_the_middle_of_when_it_went_away_has_not_happened()
    {
        var address = await deployment.SignUpAsync();
        var (ticket, pass) = await deployment.ConfirmAsync(client, address);
        var account = await deployment.ReadAccountAsync(address);

        Answer refused;
        await using (var db = deployment.OpenDatabase())
        {
            await using var hold = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"SELECT 1 FROM reset.accounts WHERE email_key = {address} FOR UPDATE");
            var pressed = client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
            await deployment.WaitForBlockedQueryAsync(); // the reset's record is written by then
            await postgres.StopAsync(crash: true);
            refused = await pressed;
        }

        await postgres.StartAgainAsync();
        await Assert.ThatAsync(() => HealthAsync("ready"), Is.EqualTo(HttpStatusCode.OK).After(10_000, 20));
        await AssertNothingIsChangedAsync(account);
        var set = await client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        refused.AssertRefused("service-unavailable");
        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That(await deployment.ResetsOfAsync(address), Has.Count.EqualTo(1));
        Assert.That((await deployment.SendGrid.NextMailAsync(address, 2)).Category, Is.EqualTo("password-changed"));
    }

    [Test]
    [Property("Checklist", "E5")]
    public async Task Pressing_again_and_again_while_Postgres_is_away_costs_the_pass_nothing()
    {
        var (ticket, pass) = await deployment.ConfirmAsync(client, await deployment.SignUpAsync());
        Task<Answer> PressAsync() => client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        await postgres.StopAsync();
        var refused = new List<Answer>();
        for (var i = 0; i < 12; i++) refused.Add(await PressAsync());
        await postgres.StartAgainAsync();
        await Assert.ThatAsync(() => HealthAsync("ready"), Is.EqualTo(HttpStatusCode.OK).After(10_000, 20));
        var set = await PressAsync();

        foreach (var answer in refused) answer.AssertRefused("service-unavailable");
        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
    }

    /// <summary>No reset, nothing to tell of one, and an account as it was: its old password is its password.</summary>
    private async Task AssertNothingIsChangedAsync(Account before)
    {
        await using var db = deployment.OpenDatabase();
        Assert.That(JsonSerializer.Serialize(await deployment.ReadAccountAsync(before.Email)), Is.EqualTo(JsonSerializer.Serialize(before)));
        Assert.That(await deployment.ResetsOfAsync(before.Email), Is.Empty);
        Assert.That(await db.Outbox.ToListAsync(), Is.Empty);
        Assert.That(deployment.MailsTo(before.Email, "password-changed"), Is.Empty);
    }

    private static string Wrong(string code) => code == "000000" ? "000001" : "000000";

    private static (int Attempts, int Sends) Left(Answer read) =>
        (read.Body.GetProperty("attemptsLeft").GetInt32(), read.Body.GetProperty("sendsLeft").GetInt32());

    private static async Task<(Answer Answer, TimeSpan Took)> TimeAsync(Task<Answer> call)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await call;
        return (answer, Stopwatch.GetElapsedTime(started));
    }

    private Task<Answer> TellAsync() => signer.SendAsync(
        client, """[{"event":"bounce","sg_event_id":"1","sg_message_id":"2","reference":"KHQXTM","timestamp":1893499190}]""", TimeProvider.System.GetUtcNow());

    private async Task<HttpStatusCode> HealthAsync(string kind) => (await client.CallAsync(HttpMethod.Get, $"health/{kind}", secret: null)).Status;
}
