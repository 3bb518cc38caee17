using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ResetService.Accounts;

/// <summary>What the service knows a column of the shop's table as: the name of its setting.</summary>
internal enum ShopColumn
{
    Key,
    Email,
    NormalizedEmail,
    PasswordHash,
    SecurityStamp,
    ConcurrencyStamp,
    PasswordChangedAt,
    SessionsValidAfter,
    Locale,
    Storefront,
    Disabled,
    Active,
    Verified,
    Mfa,
}

/// <summary>
/// The shop's table as the database describes it. A name of the settings is only ever looked up; what stands in SQL is the database's own
/// answer, quoted by it.
/// </summary>
internal sealed class ShopTable
{
    // Of the events that a relation takes, 4 is UPDATE and 16 is DELETE. A view that takes the first alone has a trigger or a rule for it, for each of its columns.
    private const string Describe = """
        SELECT format('%I.%I', n.nspname, c.relname) AS "Table", current_user::text AS "Role", has_schema_privilege(n.oid, 'USAGE') AS "MayUseSchema",
            a.attname::text AS "Name", quote_ident(a.attname) AS "Quoted", format_type(a.atttypid, a.atttypmod) AS "Type", t.typcategory::text AS "Category",
            CASE t.typcategory WHEN 'S' THEN nullif(greatest(a.atttypmod, t.typtypmod), -1) - 4 END AS "Length",
            a.attgenerated = '' AND (pg_column_is_updatable(c.oid, a.attnum, true) OR pg_relation_is_updatable(c.oid, true) & 20 = 4) AS "IsUpdatable",
            has_column_privilege(c.oid, a.attnum, 'SELECT') AS "MaySelect", has_column_privilege(c.oid, a.attnum, 'UPDATE') AS "MayUpdate"
        FROM pg_namespace n
        JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'f')
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        WHERE n.nspname = @schema AND c.relname = @table
        """;

    private readonly Dictionary<ShopColumn, Description> columns = [];

    private ShopTable(string name) => Name = Escaped(name);

    /// <summary>Schema and table, quoted.</summary>
    public string Name { get; }

    /// <summary>The column's name, quoted.</summary>
    public string this[ShopColumn column] => Escaped(columns[column].Quoted);

    public bool Has(ShopColumn column) => columns.ContainsKey(column);

    public string TypeOf(ShopColumn column) => Escaped(columns[column].Type);

    /// <exception cref="OptionsValidationException">Something that the settings name is not there, is of another type, has no room, or may not be used.</exception>
    public static async Task<ShopTable> ReadAsync(AccountsDb db, AccountOptions options, HashLength? hash, CancellationToken cancellation)
    {
        var described = await db.Database
            .SqlQueryRaw<Description>(Describe, new NpgsqlParameter("schema", options.Schema), new NpgsqlParameter("table", options.Table))
            .ToListAsync(cancellation);
        if (described.Count == 0) throw Wrong([$"Accounts:Table: there is no table \"{options.Table}\" in the schema \"{options.Schema}\"."]);

        var table = new ShopTable(described[0].Table);
        var failures = Uses(options.Columns, hash).SelectMany(use => table.Add(use, described.Find(column => column.Name == use.Name))).ToList();
        if (!described[0].MayUseSchema) failures.Add($"Accounts:Schema: the role \"{described[0].Role}\" lacks the right USAGE on \"{options.Schema}\".");

        return failures.Count == 0 ? table : throw Wrong(failures);
    }

    private static IEnumerable<Use> Uses(AccountColumnOptions columns, HashLength? hash) => new Use[]
    {
        new(ShopColumn.Key, columns.Key, Kind.Any),
        new(ShopColumn.Email, columns.Email, Kind.Text),
        new(ShopColumn.NormalizedEmail, columns.NormalizedEmail, Kind.Text),
        new(ShopColumn.PasswordHash, columns.PasswordHash, Kind.Text, Rights.Both, hash?.Characters),
        new(ShopColumn.SecurityStamp, columns.SecurityStamp, Kind.TextOrUuid, Rights.Both, Account.StampLength),
        new(ShopColumn.ConcurrencyStamp, columns.ConcurrencyStamp, Kind.TextOrUuid, Rights.Update, Account.StampLength),
        new(ShopColumn.PasswordChangedAt, columns.PasswordChangedAt, Kind.Timestamp, Rights.Update),
        new(ShopColumn.SessionsValidAfter, columns.SessionsValidAfter, Kind.Timestamp, Rights.Update),
        new(ShopColumn.Locale, columns.Locale, Kind.Text),
        new(ShopColumn.Storefront, columns.Storefront, Kind.Text),
        new(ShopColumn.Disabled, columns.Disabled, Kind.Boolean),
        new(ShopColumn.Active, columns.Active, Kind.Boolean),
        new(ShopColumn.Verified, columns.Verified, Kind.Boolean),
        new(ShopColumn.Mfa, columns.Mfa, Kind.Boolean),
    }.Where(use => !string.IsNullOrEmpty(use.Name));

    /// <returns>What is wrong with the column.</returns>
    private IEnumerable<string> Add(Use use, Description? column)
    {
        var setting = $"Accounts:Columns:{use.Column}";
        if (column is null)
        {
            yield return $"{setting}: there is no column \"{use.Name}\" in {Name}.";
            yield break;
        }

        columns.Add(use.Column, column);
        if (!Fits(use.Kind, column)) yield return $"{setting}: the column \"{use.Name}\" of {Name} is {column.Type}, where {Words(use.Kind)} is needed.";
        if (column.Length < use.Length) yield return $"{setting}: the column \"{use.Name}\" of {Name} is {column.Type}, where {use.Length} characters are needed.";
        if (use.Rights.HasFlag(Rights.Update) && !column.IsUpdatable) yield return $"{setting}: the column \"{use.Name}\" of {Name} can't be updated.";
        if (use.Rights.HasFlag(Rights.Select) && !column.MaySelect) yield return $"{setting}: the role \"{column.Role}\" lacks the right SELECT on \"{use.Name}\" of {Name}.";
        if (use.Rights.HasFlag(Rights.Update) && !column.MayUpdate) yield return $"{setting}: the role \"{column.Role}\" lacks the right UPDATE on \"{use.Name}\" of {Name}.";
    }

    // pg_type's categories: S is every kind of text, domains and citext included; B is boolean.
    private static bool Fits(Kind kind, Description column) => kind switch
    {
        Kind.Text => column.Category == "S",
        Kind.TextOrUuid => column.Category == "S" || column.Type == "uuid",
        Kind.Boolean => column.Category == "B",
        Kind.Timestamp => column.Type.StartsWith("timestamp", StringComparison.Ordinal),
        _ => true,
    };

    private static string Words(Kind kind) => kind is Kind.TextOrUuid ? "text or uuid" : $"{kind}".ToLowerInvariant();

    // EF Core takes braces for the places of parameters.
    private static string Escaped(string sql) => sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    private static OptionsValidationException Wrong(IEnumerable<string> failures) => new("Accounts", typeof(AccountOptions), failures);

    private enum Kind
    {
        Any,
        Text,
        TextOrUuid,
        Boolean,
        Timestamp,
    }

    [Flags]
    private enum Rights
    {
        Select = 1,
        Update = 2,
        Both = Select | Update,
    }

    private sealed record Use(ShopColumn Column, string? Name, Kind Kind, Rights Rights = Rights.Select, int? Length = null);

    private sealed record Description(
        string Table, string Role, bool MayUseSchema, string Name, string Quoted, string Type, string Category, int? Length, bool IsUpdatable, bool MaySelect, bool MayUpdate);
}
