#if DEBUG
using Microsoft.Data.Sqlite;
#endif
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ResetService.Accounts;

/// <summary>Tells a lost race for a unique key from every other failure of a database.</summary>
internal static class UniqueKey
{
    public static bool IsViolated(DbUpdateException failure) => failure.InnerException switch
    {
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
#if DEBUG
        SqliteException sqlite => sqlite.SqliteErrorCode == SqliteConstraint,
#endif
        _ => false,
    };

#if DEBUG
    private const int SqliteConstraint = 19; // SQLITE_CONSTRAINT: in this schema only keys can be violated
#endif
}
