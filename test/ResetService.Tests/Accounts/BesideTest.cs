using System.Net;
using Npgsql;
using ResetService.Tests.Operation;
using ResetService.Tests.Support;

namespace ResetService.Tests.Accounts;

/// <summary>The service beside a shop, as a guide of deploy/ says: with its settings, with its rights and no others.</summary>
internal abstract class BesideTest(string guide, params (string Name, string Value)[] more)
{
    private readonly string role = $"service_{Guid.NewGuid():N}";

    protected Deployment Deployment { get; private set; } = null!;

    protected ResetClient Client { get; private set; } = null!;

    /// <summary>The shop's database, as its owner sees it.</summary>
    protected string Database { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Deploy()
    {
        Deployment = await Deployment.StartAsync(migrated: false);
        Database = Deployment.Settings["ConnectionStrings__Postgres"];
        await OpenShopAsync();
        await Deployment.MustRunAsync("migrate");
        await RunAsync(Database, Block("rights").Replace("reset_service", role, StringComparison.Ordinal));

        Deployment.Set(Block("settings").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).Select(setting => (setting[0], setting[1])));
        Deployment.Set([("ConnectionStrings__Postgres", OfTheService), .. more]);
        Client = Deployment.ClientOf(await Deployment.LaunchAsync());
    }

    [OneTimeTearDown]
    public async Task StopAll() => await Deployment.DisposeAsync();

    [Test]
    public async Task The_service_may_use_the_tables_of_a_later_migration_too()
    {
        await RunAsync(Database, "CREATE TABLE reset.later (id int)"); // by whom migrate runs as

        await Assert.ThatAsync(() => RunAsync(OfTheService, "INSERT INTO reset.later VALUES (1); UPDATE reset.later SET id = 2; SELECT id FROM reset.later"), Throws.Nothing);
        Assert.That((await Client.CallAsync(HttpMethod.Get, "health/ready", secret: null)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("SELECT email FROM reset.accounts")]
    [TestCase("UPDATE reset.accounts SET password_hash = ''")]
    [TestCase("INSERT INTO reset.accounts DEFAULT VALUES")]
    [TestCase("UPDATE reset.password_resets SET network = ''")]
    [TestCase("INSERT INTO reset.migrations VALUES ('x', 'x')")]
    [Property("Checklist", "T4")]
    public Task What_it_has_no_use_for_in_its_own_schema_is_denied_to_it(string sql) => AssertDeniedAsync(sql);

    protected abstract Task OpenShopAsync();

    protected async Task SetPasswordAsync(string email, string password)
    {
        var (ticket, pass) = await Deployment.ConfirmAsync(Client, email);
        var set = await Client.SetPasswordAsync(ticket.Id, pass, password);
        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);

        var again = await Client.SetPasswordAsync(ticket.Id, pass, password);
        Assert.That((again.Status, again.Text), Is.EqualTo((set.Status, set.Text)));
        Assert.That((await Deployment.SendGrid.NextMailAsync(email, 2)).Category, Is.EqualTo("password-changed"));
    }

    /// <summary>A block of the guide, by the name in the comment above it.</summary>
    protected string Block(string name) => TestedBlock.Of($"deploy/{guide}", name);

    protected static async Task RunAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Tries as the service's role.</summary>
    protected async Task AssertDeniedAsync(string sql) =>
        await Assert.ThatAsync(() => RunAsync(OfTheService, sql), Throws.InstanceOf<PostgresException>().With.Property(nameof(PostgresException.SqlState)).EqualTo(PostgresErrorCodes.InsufficientPrivilege));

    private string OfTheService => new NpgsqlConnectionStringBuilder(Database) { Username = role }.ConnectionString;
}
