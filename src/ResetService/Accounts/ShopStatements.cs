using static ResetService.Accounts.ShopColumn;

namespace ResetService.Accounts;

/// <summary>What is asked of the shop's table, in SQL: names that the database has confirmed and quoted, and parameters.</summary>
internal sealed class ShopStatements(ShopTable table, EmailLookup lookup)
{
    /// <summary>By @spellings, @exact and @upper: a <see cref="FoundAccount"/>, two at the most. Frameworks in POSIX's tradition spell a language sk_SK.</summary>
    public string Find { get; } = $"""
        SELECT CAST({table[Key]} AS text) AS "Id", CAST({table[Email]} AS text) AS "Email", {Stamp(table)} AS "Stamp",
            replace({TextOrNull(table, Locale)}, '_', '-') AS "Locale", {TextOrNull(table, Storefront)} AS "Storefront", {MayReset(table)} AS "MayReset"
        FROM {table.Name} WHERE {Indexed(table, lookup)} lower({OnFile(table)}) = ANY(@spellings)
        ORDER BY "MayReset" DESC LIMIT 2
        """;

    /// <summary>By @key. As text, since char(n) would bring its padding along.</summary>
    public string ReadHash { get; } = $"""
        SELECT COALESCE(CAST({table[PasswordHash]} AS text), '') AS "Value" FROM {table.Name} WHERE {IsKey(table)}
        """;

    /// <summary>By @key: the time once the row is held.</summary>
    public string Hold { get; } = $"""
        SELECT clock_timestamp() AS "Value" FROM (SELECT 1 FROM {table.Name} WHERE {IsKey(table)} FOR UPDATE) AS held
        """;

    /// <summary>Where @key, @email and @stamp are as bound: @hash, @at, @newStamp and @newConcurrencyStamp.</summary>
    public string ChangePassword { get; } = $"""
        UPDATE {table.Name} SET {string.Join(", ", Changes(table))}
        WHERE {IsKey(table)} AND {OnFile(table)} = @email AND {Stamp(table)} = @stamp AND {MayReset(table)}
        """;

    private static string IsKey(ShopTable table) => $"{table[Key]} = CAST(@key AS {table.TypeOf(Key)})";

    // Byte for byte, whatever the column's own collation takes for equal; lower() folds ASCII alone then.
    private static string OnFile(ShopTable table) => $"CAST({table[Email]} AS text) COLLATE \"C\"";

    // What can use the shop's own index. It may find too much, never too little: OnFile has the last word.
    private static string Indexed(ShopTable table, EmailLookup lookup) => lookup switch
    {
        EmailLookup.Exact => $"{table[Email]} = ANY(CAST(@exact AS {table.TypeOf(Email)}[])) AND",
        EmailLookup.Normalized => $"{table[NormalizedEmail]} = ANY(CAST(@upper AS {table.TypeOf(NormalizedEmail)}[])) AND",
        _ => "",
    };

    // A table without a stamp: whatever changes the password changes its hash.
    private static string Stamp(ShopTable table) => table.Has(SecurityStamp)
        ? $"COALESCE(CAST({table[SecurityStamp]} AS text), '')"
        : $"encode(sha256(convert_to(COALESCE({table[PasswordHash]}, ''), 'UTF8')), 'hex')";

    private static string MayReset(ShopTable table)
    {
        (ShopColumn Column, string Test)[] conditions = [(Disabled, "IS NOT TRUE"), (Active, "IS TRUE"), (Verified, "IS TRUE"), (Mfa, "IS NOT TRUE")];
        var asked = conditions.Where(condition => table.Has(condition.Column)).Select(condition => $"{table[condition.Column]} {condition.Test}");

        // No hash begins so: it is Django's mark, and shadow(5)'s, of an account that signs in by other means than a password.
        return $"({string.Join(" AND ", asked.Append($"({table[PasswordHash]} LIKE '!%') IS NOT TRUE"))})";
    }

    private static IEnumerable<string> Changes(ShopTable table)
    {
        (ShopColumn Column, string Value)[] changes =
        [
            (PasswordHash, "@hash"), (SecurityStamp, "@newStamp"), (ConcurrencyStamp, "@newConcurrencyStamp"), (PasswordChangedAt, "@at"), (SessionsValidAfter, "@at"),
        ];

        return changes.Where(change => table.Has(change.Column)).Select(change => $"{table[change.Column]} = {Fitting(change.Value, table.TypeOf(change.Column))}");
    }

    private static string Fitting(string value, string type) => type switch
    {
        "uuid" => $"CAST({value} AS uuid)",
        _ when type.EndsWith("without time zone", StringComparison.Ordinal) => $"{value} AT TIME ZONE 'UTC'",
        _ => value,
    };

    private static string TextOrNull(ShopTable table, ShopColumn column) => table.Has(column) ? $"CAST({table[column]} AS text)" : "CAST(NULL AS text)";
}
