using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using ResetService.Tests.Support;
using StackExchange.Redis;

namespace ResetService.Tests.Operation;

/// <summary>The service works as the user of Postgres and of Redis that compose.yaml makes, with the rights that README.md names and no others.</summary>
internal sealed partial class LeastPrivilegeTests
{
    private const string Injection = "x'); DROP TABLE reset.accounts; -- Quiet 42";

    private PostgresServer postgres = null!;
    private RedisServer redis = null!;
    private Deployment deployment = null!;
    private ServiceProcess service = null!;
    private string connectionString = null!;
    private string[] complaints = null!;

    [OneTimeSetUp]
    public async Task Deploy()
    {
        postgres = await PostgresServer.StartAsync();
        redis = await RedisServer.StartAsync(await Compose.RedisOptionsAsync());
        deployment = await Deployment.StartAsync(postgres);
        var owner = new NpgsqlConnectionStringBuilder(deployment.Settings["ConnectionStrings__Postgres"]);
        await RunAsync(owner.ConnectionString, "CREATE TABLE public.orders (id int)");
        complaints = [.. await Compose.GrantAsync(owner.Port, owner.Database!), .. await Compose.GrantAsync(owner.Port, owner.Database!)]; // at each start

        connectionString = new NpgsqlConnectionStringBuilder(Compose.Setting("ConnectionStrings__Postgres")) { Host = owner.Host, Port = owner.Port, Database = owner.Database }.ConnectionString;
        service = await deployment.LaunchAsync(more: [("ConnectionStrings__Postgres", connectionString), ("ConnectionStrings__Redis", OfRedis)]);
    }

    [OneTimeTearDown]
    public async Task StopAll()
    {
        await deployment.DisposeAsync();
        await redis.DisposeAsync();
        await postgres.DisposeAsync();
    }

    [Test]
    public async Task The_rights_of_compose_are_those_of_the_readme()
    {
        var (granted, named) = (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "rights.sql")), TestedBlock.Of("README.md", "rights"));
        var rules = RulesInRedis().Match(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"))).Groups["rules"].Value.Split(' ');

        Assert.That(named, Does.StartWith("CREATE ROLE reset_service LOGIN;\n"));
        Assert.That(granted, Does.EndWith(named[named.IndexOf("GRANT", StringComparison.Ordinal)..]));
        Assert.That(await Compose.RedisOptionsAsync(), Is.SupersetOf(rules).And.Contains("-@dangerous"));
    }

    [Test]
    public async Task Granting_again_changes_nothing_and_the_role_has_its_password()
    {
        await using var source = NpgsqlDataSource.Create(deployment.Settings["ConnectionStrings__Postgres"] + ";Pooling=false");
        await using var password = source.CreateCommand("SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname = 'reset_service'");

        Assert.That(complaints, Is.Empty);
        Assert.That(await password.ExecuteScalarAsync(), Is.True);
    }

    [Test]
    [Property("Checklist", "T3")]
    public async Task The_settings_of_compose_start_in_its_network()
    {
        string[] names = ["ConnectionStrings__Redis", "ConnectionStrings__Postgres", "AllowPlaintextServers"];

        await Assert.ThatAsync(() => deployment.LaunchAsync("api", names.Select(name => (name, Compose.Setting(name)))), Throws.Nothing);
    }

    [Test]
    public async Task The_service_may_use_the_tables_of_a_later_migration_too()
    {
        await RunAsync(deployment.Settings["ConnectionStrings__Postgres"], "CREATE TABLE reset.later (id int)");

        await Assert.ThatAsync(() => RunAsync(connectionString, "INSERT INTO reset.later VALUES (1); UPDATE reset.later SET id = 2; SELECT id FROM reset.later"), Throws.Nothing);
        Assert.That((await deployment.ClientOf(service).CallAsync(HttpMethod.Get, "health/ready", secret: null)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    [Property("Checklist", "T4")]
    public async Task The_whole_walk_works()
    {
        var client = deployment.ClientOf(service);
        var address = await deployment.SignUpAsync();

        var asked = await client.RequestSupportAsync(await client.OpenAsync(address), "ada.l@example.org", "My mailbox is gone.");
        var (ticket, pass) = await deployment.ConfirmAsync(client, address);
        var set = await client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        var again = await client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        var changed = await deployment.SendGrid.NextMailAsync(address, 2);

        Assert.That(asked.Status, Is.EqualTo(HttpStatusCode.Accepted), asked.Text);
        Assert.That((set.Status, again.Text), Is.EqualTo((HttpStatusCode.OK, set.Text)), set.Text);
        Assert.That(changed.Category, Is.EqualTo("password-changed"));
        Assert.That(await deployment.VerifyPasswordAsync(address, ResetApi.GoodPassword), Is.Zero);
        await Assert.ThatAsync(deployment.EndOutboxLeasesAsync, Is.Zero.After(10_000, 100));
    }

    [TestCase("UPDATE reset.accounts SET email = 'x'")]
    [TestCase("UPDATE reset.accounts SET mfa = false")]
    [TestCase("UPDATE reset.accounts SET disabled = false, verified = true")]
    [TestCase("INSERT INTO reset.accounts DEFAULT VALUES")]
    [TestCase("DELETE FROM reset.accounts")]
    [TestCase("UPDATE reset.password_resets SET network = ''")]
    [TestCase("UPDATE reset.support_requests SET email = ''")]
    [TestCase("INSERT INTO reset.migrations VALUES ('x', 'x')")]
    [TestCase("TRUNCATE reset.password_resets")]
    [TestCase("ALTER TABLE reset.accounts ADD COLUMN x int")]
    [TestCase("DROP TABLE reset.accounts")]
    [TestCase("CREATE TABLE reset.x (id int)")]
    [TestCase("CREATE TABLE public.x (id int)")]
    [TestCase("SELECT * FROM public.orders")]
    [TestCase("CREATE ROLE x")]
    [TestCase("COPY reset.accounts TO PROGRAM 'cat'")]
    [Property("Checklist", "T4")]
    public async Task What_the_service_never_does_is_denied_to_it(string sql) =>
        await Assert.ThatAsync(() => RunAsync(connectionString, sql),
            Throws.InstanceOf<PostgresException>().With.Property(nameof(PostgresException.SqlState)).EqualTo(PostgresErrorCodes.InsufficientPrivilege).Or.Message.Contains("must be owner"));

    [Test]
    [Property("Checklist", "T4")]
    public async Task What_would_be_SQL_is_text()
    {
        var client = deployment.ClientOf(service);
        var bystander = await deployment.SignUpAsync();
        var address = $"o'or'1'='1'--{bystander}"; // all of it is allowed in an address
        var imported = await deployment.ImportAsync($"email,password,locale,storefront\n{address},{ResetApi.OldPassword},en,default\n");

        await client.OpenAsync($"x'or'1'='1'--{bystander}", sendCode: true);
        var (ticket, pass) = await deployment.ConfirmAsync(client, address);
        var set = await client.SetPasswordAsync(ticket.Id, pass, Injection);
        await deployment.SendGrid.NextMailAsync(address, 2);

        Assert.That((imported.ExitCode, set.Status), Is.EqualTo((0, HttpStatusCode.OK)), imported.Output + set.Text);
        Assert.That(await deployment.VerifyPasswordAsync(address, Injection), Is.Zero);
        Assert.That(deployment.SendGrid.Mails.Where(mail => mail.To != address && mail.To.EndsWith(bystander, StringComparison.Ordinal)), Is.Empty);
        Assert.That((await deployment.ReadAccountAsync(bystander)).PasswordChangedAt, Is.Null);
    }

    [TestCase("FLUSHALL")]
    [TestCase("CONFIG", "GET", "*")]
    [TestCase("KEYS", "*")]
    [TestCase("MONITOR")]
    [TestCase("GET", "another:key")]
    [Property("Checklist", "T4")]
    public async Task What_the_service_never_does_is_denied_to_it_in_Redis_too(string command, params string[] arguments)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"{OfRedis},allowAdmin=true");

        await Assert.ThatAsync(() => connection.GetDatabase().ExecuteAsync(command, [.. arguments]), Throws.InstanceOf<RedisServerException>().With.Message.Contains("NOPERM"));
    }

    [Test]
    [Property("Checklist", "T4")]
    public async Task Redis_lets_nobody_else_in() =>
        await Assert.ThatAsync(() => ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},password={Compose.Password}"), Throws.InstanceOf<RedisConnectionException>());

    [Test]
    public async Task What_is_old_goes_as_the_readme_says_and_nothing_else()
    {
        var now = TimeProvider.System.GetUtcNow();
        await using (var db = deployment.OpenDatabase())
        {
            foreach (var (name, days) in (IEnumerable<(string, int)>)[("old", 31), ("new", 29)])
            {
                db.Outbox.AddRange(
                    new() { Id = Guid.CreateVersion7(), Kind = $"prune:{name} done", Payload = "{}", DoneAt = now.AddDays(-days) },
                    new() { Id = Guid.CreateVersion7(), Kind = $"prune:{name} webhook", Payload = "{}", GiveUpAt = now.AddDays(-days) },
                    new() { Id = Guid.CreateVersion7(), Kind = $"prune:{name} mail", Payload = "{}" },
                    new() { Id = Guid.CreateVersion7(), Kind = $"prune:{name} waiting", Payload = "{}", GiveUpAt = now.AddDays(-days), NextAttemptAt = now.AddDays(1) });
            }

            foreach (var (name, days) in (IEnumerable<(string, int)>)[("old", 91), ("new", 89)])
                db.MailEvents.Add(new() { Id = name, MessageId = name, Reference = "PRUNED", Kind = "bounce", At = now.AddDays(-days) });
            foreach (var (name, days) in (IEnumerable<(string, int)>)[("old", 366), ("new", 364)])
                db.PasswordResets.Add(new() { TicketHash = name, AccountId = "prune", CompletedAt = now.AddDays(-days), AnswersUntil = now.AddDays(-days), Storefront = "default", Network = "" });
            await db.SaveChangesAsync();
        }

        await RunAsync(deployment.Settings["ConnectionStrings__Postgres"], TestedBlock.Of("README.md", "prune"));

        await using var left = deployment.OpenDatabase();
        Assert.That(await left.Outbox.Where(message => message.Kind.StartsWith("prune:")).Select(message => message.Kind).ToListAsync(),
            Is.EquivalentTo(["prune:new done", "prune:new webhook", "prune:new mail", "prune:new waiting", "prune:old mail", "prune:old waiting"]));
        Assert.That(await left.MailEvents.Where(told => told.Reference == "PRUNED").Select(told => told.Id).ToListAsync(), Is.EqualTo(["new"]));
        Assert.That(await left.PasswordResets.Where(reset => reset.AccountId == "prune").Select(reset => reset.TicketHash).ToListAsync(), Is.EqualTo(["new"]));
        await left.Outbox.Where(message => message.Kind.StartsWith("prune:")).ExecuteDeleteAsync();
    }

    private string OfRedis => Compose.Setting("ConnectionStrings__Redis").Replace("redis:6379", redis.ConnectionString, StringComparison.Ordinal);

    private static async Task RunAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    [GeneratedRegex(@"its user needs no more than `(?<rules>[^`]+)`")]
    private static partial Regex RulesInRedis();
}
