namespace ResetService.Tests.Accounts;

/// <summary>Kinds of users tables.</summary>
internal enum UsersTable
{
    /// <summary>A number, an address, a bcrypt hash that Postgres pads with spaces, and a flag that may be null.</summary>
    Plain,

    /// <summary>Every column that the service knows, in a schema of its own; looked up by an upper-case copy of the address.</summary>
    Full,

    /// <summary>Addresses in a type that takes upper and lower case for equal.</summary>
    CaseInsensitive,

    /// <summary>A view, with names that are harmless only where they are quoted; addresses compared as they stand.</summary>
    OddView,
}

/// <summary>A users table: how the shop makes it and writes to it, and how the service is told of it.</summary>
internal sealed record ShopUsers(string Sql, string Name, string Key, string Email, string Hash)
{
    public required Dictionary<string, string?> Settings { get; init; }

    public string? Stamp { get; init; }

    /// <summary>What the service sets to the time of the reset, as text in UTC.</summary>
    public IReadOnlyList<string> Times { get; init; } = [];

    /// <summary>What keeps an account from resetting by mail.</summary>
    public IReadOnlyList<(string Column, object Value)> Bars { get; init; } = [];

    public string? NormalizedEmail { get; init; }

    public bool FindsAnyCase { get; init; } = true;

    public static ShopUsers Of(UsersTable table) => table switch
    {
        UsersTable.Plain => new("CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail varchar(254), pw char(128), blocked boolean)", "customers", "id", "mail", "pw")
        {
            Settings = Custom("customers", ("Key", "id"), ("Email", "mail"), ("PasswordHash", "pw"), ("Disabled", "blocked"), ("Passwords:Format", "bcrypt"), ("Passwords:Bcrypt:Cost", "10")),
            Bars = [("blocked", true)],
        },
        UsersTable.Full => new(
            """
            CREATE SCHEMA shop;
            CREATE TABLE shop.users (
                id uuid PRIMARY KEY DEFAULT gen_random_uuid(), email text NOT NULL, email_upper text NOT NULL, password_hash text,
                stamp uuid NOT NULL DEFAULT gen_random_uuid(), version text, changed_at timestamptz, sessions_after timestamp(3),
                locale varchar(8) DEFAULT 'en', shop varchar(8) DEFAULT 'default', active boolean DEFAULT true, confirmed boolean DEFAULT true, two_factor boolean);
            CREATE INDEX ON shop.users (email_upper);
            """, "shop.users", "id", "email", "password_hash")
        {
            Settings = Custom("users", ("Accounts:Schema", "shop"), ("Accounts:EmailLookup", "normalized"),
                ("Key", "id"), ("Email", "email"), ("NormalizedEmail", "email_upper"), ("PasswordHash", "password_hash"), ("SecurityStamp", "stamp"), ("ConcurrencyStamp", "version"),
                ("PasswordChangedAt", "changed_at"), ("SessionsValidAfter", "sessions_after"), ("Locale", "locale"), ("Storefront", "shop"),
                ("Active", "active"), ("Verified", "confirmed"), ("Mfa", "two_factor"), ("Passwords:History", "2")),
            Stamp = "stamp",
            Times = ["changed_at AT TIME ZONE 'UTC'", "sessions_after"],
            Bars = [("active", false), ("confirmed", false), ("confirmed", DBNull.Value), ("two_factor", true)],
            NormalizedEmail = "email_upper",
        },
        UsersTable.CaseInsensitive => new(
            "CREATE EXTENSION citext; CREATE TABLE members (id text PRIMARY KEY DEFAULT md5(random()::text), email citext, hash text, stamp text DEFAULT md5(random()::text), closed boolean)", "members", "id", "email", "hash")
        {
            Settings = Custom("members", ("Accounts:EmailLookup", "exact"), ("Key", "id"), ("Email", "email"), ("PasswordHash", "hash"), ("SecurityStamp", "stamp"), ("Disabled", "closed"), ("Passwords:Format", "pbkdf2-sha512")),
            Stamp = "stamp",
            Bars = [("closed", true)],
        },
        _ => new(
            """
            CREATE TABLE kunden (nr integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail text, kennwort text, status text NOT NULL DEFAULT 'ok');
            CREATE VIEW "Käu""fer's {0}; DROP TABLE kunden; --" AS
                SELECT nr AS "the key", mail AS "e@mail", kennwort AS "pass:word ""{x}", status <> 'ok' AS "select" FROM kunden;
            """, "kunden", "nr", "mail", "kennwort")
        {
            Settings = Custom("Käu\"fer's {0}; DROP TABLE kunden; --", ("Accounts:EmailLookup", "exact"),
                ("Key", "the key"), ("Email", "e@mail"), ("PasswordHash", "pass:word \"{x}"), ("Disabled", "select")),
            Bars = [("status", "shut")],
            FindsAnyCase = false,
        },
    };

    public Task AddAsync(Shop shop, string address, string hash) => NormalizedEmail is null
        ? shop.RunAsync($"INSERT INTO {Name} ({Email}, {Hash}) VALUES ($1, $2)", address, hash)
        : shop.RunAsync($"INSERT INTO {Name} ({Email}, {Hash}, {NormalizedEmail}) VALUES ($1, $2, $3)", address, hash, address.ToUpperInvariant());

    public Task ChangeAsync(Shop shop, string address, string column, object value) => shop.RunAsync($"UPDATE {Name} SET {column} = $2 WHERE {Email} = $1", address, value);

    /// <summary>What stands in the account's row, as text.</summary>
    public Task<string?> ReadAsync(Shop shop, string address, string expression) => shop.ReadAsync<string>($"SELECT CAST({expression} AS text) FROM {Name} WHERE {Email} = $1", address);

    private static Dictionary<string, string?> Custom(string table, params (string Name, string Value)[] settings) => settings
        .Prepend(("Accounts:Table", table)).Prepend(("Accounts:Preset", "custom"))
        .ToDictionary(setting => setting.Item1.Contains(':', StringComparison.Ordinal) ? setting.Item1 : $"Accounts:Columns:{setting.Item1}", setting => (string?)setting.Item2);
}
