using System.Net;
using Npgsql;
using ResetService.Tests.Support;

namespace ResetService.Tests.Accounts;

/// <summary>deploy/beside-your-own-table.md, as it stands.</summary>
internal sealed class BesideOwnTableTests() : BesideTest("beside-your-own-table.md")
{
    [Test]
    public async Task The_example_table_gets_the_new_password_and_ends_the_sessions()
    {
        var email = ResetApi.FreshAddress();
        await RunAsync(Database, $"INSERT INTO customers (email, password_hash) VALUES ('{email}', '{BCrypt.Net.BCrypt.HashPassword(ResetApi.OldPassword, 4)}')");
        Assert.That(await Deployment.VerifyPasswordAsync(email, ResetApi.OldPassword), Is.Zero);

        await SetPasswordAsync(email, ResetApi.GoodPassword);

        Assert.That((await Deployment.VerifyPasswordAsync(email, ResetApi.GoodPassword), await Deployment.VerifyPasswordAsync(email, ResetApi.OldPassword)), Is.EqualTo((0, 1)));
        await using var source = NpgsqlDataSource.Create(Database + ";Pooling=false");
        await using var ended = source.CreateCommand($"SELECT signed_out_at > now() - interval '5 minutes' FROM customers WHERE email = '{email}'");
        Assert.That(await ended.ExecuteScalarAsync(), Is.True);
    }

    [Test]
    [Property("Checklist", "I2")]
    public async Task A_session_that_began_while_the_row_was_locked_is_over()
    {
        var email = ResetApi.FreshAddress();
        await RunAsync(Database, $"INSERT INTO customers (email, password_hash) VALUES ('{email}', '{BCrypt.Net.BCrypt.HashPassword(ResetApi.OldPassword, 4)}')");
        var (ticket, pass) = await Deployment.ConfirmAsync(Client, email);
        await using var source = NpgsqlDataSource.Create(Database + ";Pooling=false");

        Task<Answer> setting;
        object signedIn;
        await using (var shop = await source.OpenConnectionAsync())
        {
            await using var transaction = await shop.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("SELECT FROM customers FOR UPDATE", shop, transaction);
            await hold.ExecuteNonQueryAsync();
            setting = Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
            await Deployment.WaitForBlockedQueryAsync();
            await using var time = new NpgsqlCommand("SELECT clock_timestamp()", shop, transaction);
            signedIn = (await time.ExecuteScalarAsync())!;
        }

        Assert.That((await setting).Status, Is.EqualTo(HttpStatusCode.OK), (await setting).Text);
        await using var ended = source.CreateCommand($"SELECT signed_out_at FROM customers WHERE email = '{email}'");
        Assert.That(await ended.ExecuteScalarAsync(), Is.GreaterThan(signedIn));
    }

    [Test]
    public async Task Accounts_are_not_imported_into_a_shops_table()
    {
        var (exitCode, output) = await Deployment.ImportAsync("email,password,locale,storefront\nx@example.com,,,\n");

        Assert.That((exitCode, output), Is.EqualTo((1, "Accounts:Preset names the shop's own table, which the shop fills.\nNo account was added.")));
    }

    [TestCase("UPDATE customers SET email = 'x'")]
    [TestCase("SELECT signed_out_at FROM customers")]
    [TestCase("INSERT INTO customers (email) VALUES ('x')")]
    [TestCase("DELETE FROM customers")]
    [Property("Checklist", "T4")]
    public Task What_the_service_never_does_is_denied_to_it(string sql) => AssertDeniedAsync(sql);

    protected override Task OpenShopAsync() => RunAsync(Database, Block("table"));
}
