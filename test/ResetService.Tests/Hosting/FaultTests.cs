using Microsoft.EntityFrameworkCore;
using Npgsql;
using ResetService.Hosting;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;

namespace ResetService.Tests.Hosting;

/// <summary>A fault of ours: the caller learns that it was one, and nothing else.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class FaultTests(Parts parts) : ResetTest(parts)
{
    [TestCase("08P01", true)] // PgBouncer: the server closed the connection, or none was free in time
    [TestCase("08006", true)]
    [TestCase("28P01", true)]
    [TestCase("42P01", false)]
    [TestCase("23505", false)]
    public void What_the_database_says_of_itself_is_told_from_our_faults(string sqlState, bool isOutage) =>
        Assert.That(Faults.IsOutage(new PostgresException("query_wait_timeout", "FATAL", "FATAL", sqlState)), Is.EqualTo(isOutage));

    [Test]
    [Property("Checklist", "L2")]
    public async Task A_fault_is_500_and_tells_nothing()
    {
        var (ticket, pass) = await ConfirmedAsync(await Api.SignUpAsync());
        await using (var db = await Api.OpenDatabaseAsync())
        {
            await db.Database.ExecuteSqlRawAsync(db.Database.IsNpgsql() ? "DROP TABLE reset.accounts CASCADE" : "DROP TABLE accounts");
        }

        var refused = await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        refused.AssertRefused("internal-error");
        Assert.That(refused.Members, Is.EqualTo("type title status code"));
    }
}
