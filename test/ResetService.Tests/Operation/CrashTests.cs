using System.Net;
using Microsoft.EntityFrameworkCore;
using ResetService.Tests.Support;

namespace ResetService.Tests.Operation;

/// <summary>Whatever process dies at whatever moment: the customer gets there, and nothing happens twice.</summary>
internal sealed class CrashTests
{
    private static readonly Task HoldForever = new TaskCompletionSource().Task;

    private Deployment deployment = null!;

    [SetUp]
    public async Task Deploy() => deployment = await Deployment.StartAsync();

    [TearDown]
    public async Task StopAll() => await deployment.DisposeAsync();

    [Test]
    public async Task A_worker_killed_before_SendGrid_answers_leaves_a_code_that_works()
    {
        var address = await deployment.SignUpAsync();
        var client = deployment.ClientOf(await deployment.LaunchAsync("api"));
        var worker = await deployment.LaunchAsync("worker");
        deployment.SendGrid.Hold = HoldForever;

        var ticket = await client.OpenAsync(address, sendCode: true);
        var first = await deployment.SendGrid.NextMailAsync(address);
        await worker.KillAsync();
        deployment.SendGrid.Hold = Task.CompletedTask;
        await deployment.EndMailLeasesAsync();
        await deployment.LaunchAsync("worker");
        var second = await deployment.SendGrid.NextMailAsync(address, 2);

        Assert.That((second.Code, second.Reference), Is.EqualTo((first.Code, first.Reference)));
        Assert.That((await client.ConfirmAsync(ticket, second.Code)).Status, Is.EqualTo(HttpStatusCode.OK));
        await Assert.ThatAsync(deployment.WaitingMailsAsync, Is.Zero.After(10_000, 20));
    }

    [TestCase(true)]
    [TestCase(false)]
    [Property("Checklist", "E5")]
    public async Task A_worker_killed_around_the_change_still_leaves_a_changed_mail(bool inHand)
    {
        var address = await deployment.SignUpAsync();
        var client = deployment.ClientOf(await deployment.LaunchAsync("api"));
        var worker = await deployment.LaunchAsync("worker");
        var (ticket, pass) = await deployment.ConfirmAsync(client, address);
        deployment.SendGrid.Hold = HoldForever;

        if (!inHand) await worker.KillAsync();
        var set = await client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        if (inHand) await deployment.SendGrid.NextMailAsync(address, 2);
        await worker.KillAsync();
        deployment.SendGrid.Hold = Task.CompletedTask;
        await deployment.EndOutboxLeasesAsync();
        await deployment.LaunchAsync("worker");

        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That((await deployment.SendGrid.NextMailAsync(address, inHand ? 3 : 2)).Category, Is.EqualTo("password-changed"));
        await Assert.ThatAsync(UndoneAsync, Is.Zero.After(10_000, 20));
        await AssertChangedOnceAsync(address, set);
    }

    [TestCase(true, Description = "Redis has the news and has not told: it acts on it when it goes on")]
    [TestCase(false, Description = "Redis never learns of the change from the api")]
    [Property("Checklist", "E5")]
    public async Task An_answer_lost_after_the_commit_is_given_again_to_the_same_call_alone(bool redisLearns)
    {
        var address = await deployment.SignUpAsync();
        var api = await deployment.LaunchAsync("api");
        var client = deployment.ClientOf(api);
        var worker = await deployment.LaunchAsync("worker");
        var (ticket, pass) = await deployment.ConfirmAsync(client, address);
        var (other, otherPass) = await deployment.ConfirmAsync(client, address, mail: 2);
        await worker.KillAsync();

        Task<Answer> lost;
        await using (var db = deployment.OpenDatabase())
        {
            await using var hold = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"SELECT 1 FROM reset.accounts WHERE email_key = {address} FOR UPDATE");
            lost = client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
            await deployment.WaitForBlockedQueryAsync();
            await (redisLearns ? deployment.Redis.PauseAsync() : deployment.Redis.StopAsync(crash: true));
        }

        await Assert.ThatAsync(async () => (await deployment.ResetsOfAsync(address)).Count, Is.EqualTo(1).After(10_000, 5));
        await api.KillAsync();
        await (redisLearns ? deployment.Redis.ResumeAsync() : deployment.Redis.StartAgainAsync());
        client = deployment.ClientOf(await deployment.LaunchAsync("api"));
        var again = await client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        var another = await client.SetPasswordAsync(ticket.Id, pass, "another Quiet river 43 runs");
        var byOther = await client.SetPasswordAsync(other.Id, otherPass, "another Quiet river 43 runs");

        if (redisLearns) await Assert.ThatAsync(() => lost, Throws.InstanceOf<HttpRequestException>());
        Assert.That(again.Status, Is.EqualTo(HttpStatusCode.OK), again.Text);
        Assert.That((another.Status, another.Problem), Is.EqualTo((HttpStatusCode.NotFound, "ticket-not-found")));
        Assert.That((byOther.Status, byOther.Problem), Is.EqualTo((HttpStatusCode.NotFound, "ticket-not-found")));
        await deployment.LaunchAsync("worker");
        await Assert.ThatAsync(UndoneAsync, Is.Zero.After(10_000, 20));
        Assert.That(deployment.MailsTo(address, "password-changed").Count(), Is.EqualTo(1));
        await AssertChangedOnceAsync(address, again);
        Assert.That(await deployment.VerifyPasswordAsync(address, ResetApi.GoodPassword), Is.Zero);
    }

    private async Task AssertChangedOnceAsync(string address, Answer set)
    {
        var changedAt = set.Body.GetProperty("changedAt").GetDateTimeOffset();
        var account = await deployment.ReadAccountAsync(address);

        Assert.That((await deployment.ResetsOfAsync(address)).Select(reset => reset.CompletedAt), Is.EqualTo([changedAt]));
        Assert.That((account.PasswordChangedAt, account.SessionsValidAfter), Is.EqualTo((changedAt, changedAt)));
    }

    private async Task<int> UndoneAsync()
    {
        await using var db = deployment.OpenDatabase();
        return await db.Outbox.CountAsync(message => message.DoneAt == null);
    }
}
