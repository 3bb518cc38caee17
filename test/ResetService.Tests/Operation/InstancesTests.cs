using System.Net;
using Microsoft.EntityFrameworkCore;
using ResetService.Tests.Support;

namespace ResetService.Tests.Operation;

/// <summary>Several instances, each with its role; they come and go, and no mail is lost or doubled.</summary>
internal sealed class InstancesTests
{
    private const int MailsAtATime = 32;

    private Deployment deployment = null!;

    [SetUp]
    public async Task Deploy() => deployment = await Deployment.StartAsync();

    [TearDown]
    public async Task StopAll() => await deployment.DisposeAsync();

    [Test]
    public async Task Two_workers_and_two_apis_mail_each_ticket_once()
    {
        var addresses = await deployment.SignUpAsync(200);
        await Task.WhenAll(deployment.LaunchAsync("worker"), deployment.LaunchAsync("worker"));
        ResetClient[] apis = [deployment.ClientOf(await deployment.LaunchAsync("api")), deployment.ClientOf(await deployment.LaunchAsync("api"))];

        var tickets = await Task.WhenAll(addresses.Select((address, n) => apis[n % 2].OpenAsync(address, sendCode: true)));
        await Assert.ThatAsync(deployment.WaitingMailsAsync, Is.Zero.After(30_000, 20));
        var confirmed = await apis[1].ConfirmAsync(tickets[0], (await deployment.SendGrid.NextMailAsync(addresses[0])).Code);

        Assert.That(deployment.SendGrid.Mails.Select(mail => mail.To), Is.EquivalentTo(addresses));
        Assert.That(deployment.SendGrid.Calls, Is.EqualTo(addresses.Count));
        Assert.That(confirmed.Status, Is.EqualTo(HttpStatusCode.OK), confirmed.Text);
    }

    [Test]
    public async Task A_stop_finishes_what_is_in_hand_and_leaves_the_rest_to_the_next_instance()
    {
        var stopping = await deployment.LaunchAsync(more: ("SendGrid__AttemptTimeout", "00:00:40"));
        var client = deployment.ClientOf(stopping);
        var owner = await deployment.SignUpAsync();
        var (ticket, pass) = await deployment.ConfirmAsync(client, owner);
        var addresses = await deployment.SignUpAsync(MailsAtATime + 8);
        var answer = new TaskCompletionSource();
        deployment.SendGrid.Hold = answer.Task;

        foreach (var address in addresses) await client.OpenAsync(address, sendCode: true);
        await Assert.ThatAsync(() => Task.FromResult(deployment.SendGrid.Calls), Is.EqualTo(1 + MailsAtATime).After(10_000, 20));
        Task<Answer> set;
        Task<int> stopped;
        await using (var db = deployment.OpenDatabase())
        {
            await using var hold = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"SELECT 1 FROM reset.accounts WHERE email_key = {owner} FOR UPDATE");
            set = client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
            await deployment.WaitForBlockedQueryAsync();
            stopped = stopping.StopAsync();
            await Assert.ThatAsync(() => Task.FromResult(stopping.Output), Has.Some.Contains("shutting down").After(10_000, 20));
        }

        var answered = await set;
        answer.SetResult();
        var exitCode = await stopped;
        var left = await deployment.WaitingMailsAsync();
        await deployment.LaunchAsync("worker");
        await deployment.SendGrid.NextMailAsync(owner, 2);
        await Assert.ThatAsync(deployment.WaitingMailsAsync, Is.Zero.After(10_000, 20));

        Assert.That(answered.Status, Is.EqualTo(HttpStatusCode.OK), answered.Text);
        Assert.That((exitCode, left), Is.EqualTo((0, addresses.Count - MailsAtATime)), string.Join('\n', stopping.Output));
        Assert.That(deployment.SendGrid.Mails.Where(mail => mail.To != owner).Select(mail => mail.To), Is.EquivalentTo(addresses));
    }

    [Test]
    public async Task A_worker_serves_its_health_alone()
    {
        var client = deployment.ClientOf(await deployment.LaunchAsync("worker"));
        string[] paths = ["", "v1/reset-tickets/x", "openapi.yaml", "swagger/index.html", "problems/not-found"];

        var (ready, live) = (await client.CallAsync(HttpMethod.Get, "health/ready", secret: null), await client.CallAsync(HttpMethod.Get, "health/live", secret: null));
        var create = await client.CreateTicketAsync(new { email = "ada@example.com" });
        var others = await Task.WhenAll(paths.Select(path => client.CallAsync(HttpMethod.Get, path, secret: null)));

        Assert.That((ready.Status, live.Status), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
        Assert.That(others.Append(create).Select(answer => answer.Problem), Is.All.EqualTo("not-found"));
    }

    [Test]
    public async Task An_api_mails_nothing_itself()
    {
        var (address, changing) = (await deployment.SignUpAsync(), await deployment.SignUpAsync());
        var client = deployment.ClientOf(await deployment.LaunchAsync("api"));
        var worker = await deployment.LaunchAsync("worker");
        var (ticket, pass) = await deployment.ConfirmAsync(client, changing);
        await worker.StopAsync();

        await client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        await client.OpenAsync(address, sendCode: true);
        await using var db = deployment.OpenDatabase();
        var attempts = await db.Outbox.Select(message => message.Attempts).ToListAsync();
        var (calls, waiting) = (deployment.SendGrid.Calls, await deployment.WaitingMailsAsync());
        await deployment.LaunchAsync("worker");

        Assert.That((calls, waiting), Is.EqualTo((1, 1)));
        Assert.That(attempts, Is.EqualTo([0, 0]));
        await deployment.SendGrid.NextMailAsync(address);
        await deployment.SendGrid.NextMailAsync(changing, 2);
    }
}
