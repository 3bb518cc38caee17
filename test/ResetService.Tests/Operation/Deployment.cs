using Microsoft.EntityFrameworkCore;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Limits;
using ResetService.Tests.Support;
using StackExchange.Redis;

namespace ResetService.Tests.Operation;

/// <summary>The service as operators run it: in Production, in processes of its own, on real servers and a stub of SendGrid.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    private readonly Dictionary<string, string> settings = new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["PublicUrl"] = "https://reset.example.com",
        ["AllowedHosts"] = "127.0.0.1",
        ["Proxies__Networks__0"] = "127.0.0.0/8", // the tests stand where the proxy stands
        ["HumanCheck__Mode"] = "off",
        ["HumanCheck__AllowOff"] = "true",
        ["Storefronts__default__Name"] = "Example Shop",
        ["Storefronts__default__SignInUrl"] = "https://shop.example.com/sign-in",
        ["Storefronts__default__Sender"] = "no-reply@shop.example.com",
        ["Storefronts__default__SupportEmail"] = "support@shop.example.com",
        ["SendGrid__RetryDelay"] = "00:00:00",
    };

    private readonly List<IAsyncDisposable> processes = [];
    private readonly List<HttpClient> clients = [];

    private Deployment()
    {
    }

    public RedisServer Redis { get; private set; } = null!;

    public SendGridStub SendGrid { get; private set; } = null!;

    /// <summary>All that an instance is started with.</summary>
    public IReadOnlyDictionary<string, string> Settings => settings;

    /// <param name="postgres">A server that the test stops; the shared one by default.</param>
    /// <param name="migrated">With its tables.</param>
    /// <param name="limited">With the limits as by default. Else they are out of the way, since a test stands in one network.</param>
    public static async Task<Deployment> StartAsync(PostgresServer? postgres = null, bool migrated = true, bool limited = false)
    {
        var deployment = new Deployment { Redis = await RedisServer.StartAsync(), SendGrid = await SendGridStub.StartAsync() };
        foreach (var limit in limited ? [] : typeof(LimitOptions).GetProperties()) deployment.settings[$"Limits__{limit.Name}__Limit"] = "1000000";
        deployment.settings["ConnectionStrings__Redis"] = deployment.Redis.ConnectionString;
        deployment.settings["ConnectionStrings__Postgres"] = await (postgres ?? await Servers.Postgres).CreateDatabaseAsync();
        deployment.settings["SendGrid__ApiKey"] = deployment.SendGrid.ApiKey;
        deployment.settings["SendGrid__BaseUrl"] = deployment.SendGrid.BaseUrl.AbsoluteUri;

        var keys = deployment.RunAsync("keys", "new");
        if (migrated) await deployment.MustRunAsync("migrate");
        foreach (var line in (await keys).Output.Split('\n'))
        {
            if (line.Split('=', 2) is [var name, var key]) deployment.settings[name] = key;
        }

        return deployment;
    }

    /// <summary>Settings for what is started from here on.</summary>
    public void Set(params IEnumerable<(string Name, string Value)> more)
    {
        foreach (var (name, value) in more) settings[name] = value;
    }

    /// <summary>Starts an instance: <c>all</c>, <c>api</c> or <c>worker</c>.</summary>
    public async Task<ServiceProcess> LaunchAsync(string role = "all", params IEnumerable<(string Name, string Value)> more)
    {
        var own = new Dictionary<string, string>(settings) { ["Role"] = role };
        foreach (var (name, value) in more) own[name] = value;
        var service = await ServiceProcess.StartAsync(own);
        processes.Add(service);
        return service;
    }

    public ResetClient ClientOf(ServiceProcess service)
    {
        var http = new HttpClient { BaseAddress = service.BaseAddress, DefaultRequestHeaders = { { "X-Forwarded-Proto", "https" } } };
        clients.Add(http);
        return new ResetClient(http);
    }

    /// <summary>Runs a command of the service.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => ServiceProcess.RunAsync(arguments, settings);

    public async Task MustRunAsync(params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(arguments);
        if (exitCode != 0) throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {exitCode}: {output}");
    }

    /// <summary>What the service's own command says of a password: its exit code.</summary>
    public async Task<int> VerifyPasswordAsync(string email, string password) =>
        (await ServiceProcess.RunAsync(["accounts", "verify-password", email], settings, password + "\n")).ExitCode;

    /// <summary>Imports a file by the service's own command.</summary>
    public async Task<(int ExitCode, string Output)> ImportAsync(string csv)
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "accounts.csv");
        await File.WriteAllTextAsync(file, csv);
        return await RunAsync("accounts", "import", file);
    }

    /// <summary>Adds accounts that have no password yet, each under a fresh address.</summary>
    public async Task<IReadOnlyList<string>> SignUpAsync(int count)
    {
        var addresses = Enumerable.Range(0, count).Select(_ => EmailAddress.Parse(ResetApi.FreshAddress())).ToList();
        await using var db = OpenDatabase();
        db.Accounts.AddRange(addresses.Select(address => new Account
        {
            Id = Guid.CreateVersion7(),
            Email = address.Typed,
            EmailKey = address.Canonical,
            PasswordHash = "",
            SecurityStamp = Account.DrawStamp(),
            Verified = true,
        }));
        await db.SaveChangesAsync();
        return [.. addresses.Select(address => address.Typed)];
    }

    public async Task<string> SignUpAsync() => (await SignUpAsync(1))[0];

    // No pool: its connections would not survive a stop of the server.
    public AccountsDb OpenDatabase() =>
        new(new DbContextOptionsBuilder<AccountsDb>().UseNpgsql(settings["ConnectionStrings__Postgres"] + ";Pooling=false").Options);

    public async Task<Account> ReadAccountAsync(string email)
    {
        await using var db = OpenDatabase();
        return await db.Accounts.SingleAsync(account => account.EmailKey == email);
    }

    /// <summary>The resets that the database says were completed for an account.</summary>
    public async Task<IReadOnlyList<PasswordReset>> ResetsOfAsync(string email)
    {
        await using var db = OpenDatabase();
        return await db.PasswordResets.Where(reset => db.Accounts.Single(account => account.Id.ToString() == reset.AccountId).EmailKey == email).ToListAsync();
    }

    /// <inheritdoc cref="BlockedQuery.WaitForBlockedQueryAsync"/>
    public async Task WaitForBlockedQueryAsync()
    {
        await using var db = OpenDatabase();
        await db.WaitForBlockedQueryAsync();
    }

    /// <summary>Walks to the confirmed code; a worker must run.</summary>
    /// <param name="client">Where.</param>
    /// <param name="email">Whose.</param>
    /// <param name="mail">Which mail to this address it will be.</param>
    public async Task<(Ticket Ticket, string Pass)> ConfirmAsync(ResetClient client, string email, int mail = 1)
    {
        var ticket = await client.OpenAsync(email, sendCode: true);
        var confirmed = await client.ConfirmAsync(ticket, (await SendGrid.NextMailAsync(email, mail)).Code);
        return (ticket, confirmed["pass"]);
    }

    /// <summary>Mails to an address, by their category.</summary>
    public IEnumerable<StubMail> MailsTo(string email, string category) => SendGrid.Mails.Where(mail => mail.To == email && mail.Category == category);

    /// <summary>How many mails wait in the queue or are in a worker's hands.</summary>
    public Task<int> WaitingMailsAsync() => WithQueuesAsync("mail", async (redis, queue) => (int)await redis.SortedSetLengthAsync(queue));

    /// <summary>Ends the leases of mails as time would.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> EndMailLeasesAsync() => EndLeasesAsync("mail");

    /// <summary>Ends the leases of what the steps told as time would.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> EndEventLeasesAsync() => EndLeasesAsync("events");

    /// <summary>Ends the leases of outbox messages as time would.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> EndOutboxLeasesAsync()
    {
        await using var db = OpenDatabase();
        return await db.Outbox.Where(message => message.DoneAt == null)
            .ExecuteUpdateAsync(message => message.SetProperty(m => m.NextAttemptAt, m => m.NextAttemptAt!.Value.AddMinutes(-1)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients) client.Dispose();
        foreach (var process in processes) await process.DisposeAsync();
        await SendGrid.DisposeAsync();
        await Redis.DisposeAsync();
    }

    private Task<int> EndLeasesAsync(string queues) => WithQueuesAsync(queues, async (redis, queue) =>
    {
        var members = await redis.SortedSetRangeByRankAsync(queue);
        foreach (var member in members) await redis.SortedSetAddAsync(queue, member, 0, When.Exists);
        return members.Length;
    });

    private async Task<int> WithQueuesAsync(string queues, Func<IDatabase, RedisKey, Task<int>> count)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Redis.ConnectionString);
        var counts = await Task.WhenAll(Enumerable.Range(0, 16).Select(partition => count(connection.GetDatabase(), $"reset:{{{partition}}}:{queues}")));
        return counts.Sum();
    }
}
