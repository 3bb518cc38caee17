using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using ResetService.Tests.Support;

namespace ResetService.Tests.Operation;

/// <summary>The main job in Production, and what a thief finds on its way.</summary>
internal sealed class ProductionTests
{
    private static readonly Func<byte[], byte[]>[] Digests = [MD5.HashData, SHA1.HashData, SHA256.HashData, SHA512.HashData];

    private readonly List<RedisDump> dumps = [];
    private readonly List<string> tables = [];
    private readonly List<string> secrets = [];
    private string address = null!;
    private Ticket ticket = null!;
    private string code = null!;
    private Deployment deployment = null!;
    private ServiceProcess api = null!;
    private ServiceProcess worker = null!;
    private ServiceProcess laterWorker = null!;
    private Answer set = null!;

    [OneTimeSetUp]
    public async Task Walk()
    {
        deployment = await Deployment.StartAsync();
        address = ResetApi.FreshAddress();
        var imported = await deployment.ImportAsync($"email,password,locale,storefront\n{address},{ResetApi.OldPassword},en,default\n");
        Assert.That(imported.ExitCode, Is.Zero, imported.Output);
        api = await deployment.LaunchAsync("api");
        var client = deployment.ClientOf(api);

        ticket = await client.OpenAsync(address);
        await LookAsync();
        await client.SendCodeAsync(ticket);
        await LookAsync(); // the mail waits: no worker runs yet
        worker = await deployment.LaunchAsync("worker");
        var mail = await deployment.SendGrid.NextMailAsync(address);
        code = mail.Code;
        await LookAsync();
        await client.ConfirmAsync(ticket, code == "000000" ? "000001" : "000000");
        await LookAsync();
        var pass = (await client.ConfirmAsync(ticket, code))["pass"];
        await LookAsync();
        await client.CheckPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        await LookAsync();
        await worker.StopAsync();
        set = await client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        await LookAsync(); // the outbox waits
        laterWorker = await deployment.LaunchAsync("worker");
        await deployment.SendGrid.NextMailAsync(address, 2);
        await LookAsync();

        secrets.AddRange([address, ticket.Token, code, pass, ResetApi.GoodPassword]);
    }

    [OneTimeTearDown]
    public async Task StopAll() => await deployment.DisposeAsync();

    [Test]
    public async Task A_reset_gives_the_account_the_new_password_and_takes_the_old_one()
    {
        var (withNew, withOld) = (await deployment.VerifyPasswordAsync(address, ResetApi.GoodPassword), await deployment.VerifyPasswordAsync(address, ResetApi.OldPassword));

        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That((withNew, withOld), Is.EqualTo((0, 1)));
    }

    [Test]
    public async Task A_reset_ends_the_sessions_and_tells_the_owner()
    {
        var account = await deployment.ReadAccountAsync(address);

        Assert.That(account.SessionsValidAfter, Is.EqualTo(set.Body.GetProperty("changedAt").GetDateTimeOffset()));
        Assert.That(deployment.MailsTo(address, "password-changed").Count(), Is.EqualTo(1));
    }

    [Test]
    public void Redis_shows_no_secret_at_any_step()
    {
        var shown = secrets.Where(secret => dumps.Any(dump => dump.Shows(secret)));

        Assert.That(dumps, Has.Count.EqualTo(8));
        Assert.That(dumps[2].Text, Does.Contain(ticket.Id), "the dump sees the ticket");
        Assert.That(shown, Is.Empty);
    }

    [Test]
    [Property("Checklist", "S1")]
    public void Postgres_shows_no_secret_at_any_step()
    {
        Assert.That(tables[0], Does.Contain(address), "the dump sees the accounts");
        Assert.That(tables[^2], Does.Contain("<payload>"), "and what waits in the outbox");
        Assert.That(secrets.Where(secret => secret != address && tables.Any(table => table.Contains(secret, StringComparison.OrdinalIgnoreCase))), Is.Empty);
    }

    [Test]
    public void Redis_holds_no_digest_of_the_code_that_could_be_tried_through()
    {
        string[] joints = ["", ":", ".", "|"];
        string[] texts = [code, .. joints.SelectMany(joint => new[] { ticket.Id, address }.SelectMany(with => new[] { code + joint + with, with + joint + code }))];

        var digests = texts.SelectMany(text => Digests.Select(digest => digest(Encoding.UTF8.GetBytes(text))));

        Assert.That(digests.Where(digest => dumps.Any(dump => dump.Shows(digest))), Is.Empty);
    }

    [Test]
    public void Every_key_but_the_queue_ends_by_itself()
    {
        var endless = dumps.SelectMany(dump => dump.WithoutTtl).Distinct();

        Assert.That(endless, Is.All.Match(@"^reset:\{[0-9]+\}:mail$"));
    }

    [Test]
    public void The_log_shows_no_secret()
    {
        var log = string.Join('\n', api.Output.Concat(worker.Output).Concat(laterWorker.Output));

        Assert.That(secrets.Where(secret => log.Contains(secret, StringComparison.OrdinalIgnoreCase)), Is.Empty);
        Assert.That(log, Does.Contain(ticket.Id[10..]).And.Not.Contain(ticket.Id[..10]), "tickets are named without their address's tag");
    }

    private async Task LookAsync()
    {
        dumps.Add(await RedisDump.TakeAsync(deployment.Redis.ConnectionString));
        await using var db = deployment.OpenDatabase();
        tables.Add(await db.Database.SqlQuery<string>($"""SELECT schema_to_xml('reset', true, false, '')::text AS "Value" """).SingleAsync());
    }
}
