using Microsoft.EntityFrameworkCore;
using ResetService.Accounts;

namespace ResetService.Tests.Support;

internal static class BlockedQuery
{
    /// <summary>Waits until some query waits for a lock that the test holds, in another connection than this one: a transaction sees what others do as at its first look.</summary>
    public static Task WaitForBlockedQueryAsync(this AccountsDb db) => Assert.ThatAsync(
        () => db.Database.SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'""").SingleAsync(),
        Is.Positive.After(10_000, 20));
}
