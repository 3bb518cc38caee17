using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Limits;
using ResetService.Passwords;
using StackExchange.Redis;

namespace ResetService.Tests.Support;

/// <summary>What the service stands on in a test.</summary>
internal enum Parts
{
    /// <summary>redis-server and Postgres.</summary>
    Real,

    /// <summary>Garnet and SQLite, as Development embeds them.</summary>
    Embedded,
}

/// <summary>The whole service over real HTTP, workers included. Only the clock is ours, and SendGrid is its stub.</summary>
internal sealed class ResetApi : WebApplicationFactory<Program>
{
    public const string OldPassword = "Old-Passw0rd-1815";
    public const string GoodPassword = "a Quiet river 42 runs";

    private readonly TemporaryDirectory directory = new();
    private readonly Dictionary<string, string?> settings;
    private ILoggerProvider? log;

    private ResetApi(IReadOnlyDictionary<string, string?> settings, DateTimeOffset? now)
    {
        this.settings = new(settings);
        Clock = new(now ?? new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
    }

    public FakeTimeProvider Clock { get; }

    public SendGridStub SendGrid { get; private set; } = null!;

    /// <summary>This service's own Redis; null on embedded parts and where the settings name one.</summary>
    public RedisServer? Redis { get; private set; }

    /// <param name="parts">What to stand on.</param>
    /// <param name="settings">More settings, such as <c>Codes:Tries</c>.</param>
    /// <param name="log">Where the log goes too.</param>
    /// <param name="now">Where the clock stands; some day by default.</param>
    public static async Task<ResetApi> StartAsync(
        Parts parts, IReadOnlyDictionary<string, string?>? settings = null, ILoggerProvider? log = null, DateTimeOffset? now = null)
    {
        var api = new ResetApi(settings ?? new Dictionary<string, string?>(), now) { SendGrid = await SendGridStub.StartAsync(), log = log };
        api.Set("SendGrid:ApiKey", api.SendGrid.ApiKey);
        api.Set("SendGrid:BaseUrl", api.SendGrid.BaseUrl.AbsoluteUri);
        api.Set("SendGrid:RetryDelay", "00:00:00");

        // A test calls far more often than a customer. Those that are about a limit set it.
        foreach (var limit in typeof(LimitOptions).GetProperties()) api.Set($"Limits:{limit.Name}:Limit", "1000000");

        if (parts is Parts.Real)
        {
            if (!api.settings.ContainsKey("ConnectionStrings:Redis"))
            {
                api.Redis = await RedisServer.StartAsync();
                api.Set("ConnectionStrings:Redis", api.Redis.ConnectionString);
            }

            api.Set("ConnectionStrings:Postgres", await (await Servers.Postgres).CreateDatabaseAsync());
        }
        else
        {
            api.Set("ConnectionStrings:Sqlite", $"Data Source={Path.Combine(api.directory.Path, "accounts.db")}");
        }

        api.UseKestrel(0);
        api.StartServer();
        return api;
    }

    /// <summary>A caller from another loopback address: in another network where its third number differs.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client disposes of its handler.")]
    public HttpClient CreateClientFrom(string address)
    {
        using var usual = CreateClient();
        return new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectCallback = ConnectAsync }) { BaseAddress = usual.BaseAddress };

        async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext call, CancellationToken cancellation)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(IPAddress.Loopback, call.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
    }

    /// <summary>Adds an account with <see cref="OldPassword"/>, under a fresh address unless one is given.</summary>
    public async Task<Account> SignUpAsync(string? email = null, Action<Account>? change = null)
    {
        var address = EmailAddress.Parse(email ?? FreshAddress());
        var account = new Account
        {
            Id = Guid.CreateVersion7(),
            Email = address.Typed,
            EmailKey = address.Canonical,
            PasswordHash = (await Services.GetRequiredService<PasswordHasher>().HashAsync(OldPassword, CancellationToken.None))!,
            SecurityStamp = Account.DrawStamp(),
            Verified = true,
        };
        change?.Invoke(account);

        await using var db = await OpenDatabaseAsync();
        db.Accounts.Add(account);
        await db.SaveChangesAsync();
        return account;
    }

    public static string FreshAddress() => $"ada-{Guid.NewGuid():N}@example.com"; // masked, all look alike

    /// <summary>The account as the database has it now.</summary>
    public async Task<Account> ReadAccountAsync(Guid id)
    {
        await using var db = await OpenDatabaseAsync();
        return await db.Accounts.AsNoTracking().SingleAsync(account => account.Id == id);
    }

    /// <inheritdoc cref="BlockedQuery.WaitForBlockedQueryAsync"/>
    public async Task WaitForBlockedQueryAsync()
    {
        await using var db = await OpenDatabaseAsync();
        await db.WaitForBlockedQueryAsync();
    }

    /// <summary>Keeps hashes for the account, the latest first, as a service with a larger <c>Passwords:History</c> left them.</summary>
    public async Task RememberAsync(Account account, params string[] hashes)
    {
        await using var db = await OpenDatabaseAsync();
        var at = Clock.GetUtcNow();
        foreach (var hash in hashes) db.PasswordHistory.Add(new() { Id = Guid.CreateVersion7(), AccountId = $"{account.Id}", PasswordHash = hash, ReplacedAt = at -= TimeSpan.FromDays(1) });
        await db.SaveChangesAsync();
    }

    /// <returns>The hashes that are kept for the account, the latest first.</returns>
    public async Task<string[]> RememberedAsync(Account account)
    {
        await using var db = await OpenDatabaseAsync();
        return await db.PasswordHistory.Where(password => password.AccountId == $"{account.Id}").OrderByDescending(password => password.ReplacedAt)
            .Select(password => password.PasswordHash).ToArrayAsync();
    }

    public async Task<bool> SignsInAsync(Guid id, string password) =>
        await Services.GetRequiredService<PasswordHasher>().VerifyAsync(password, (await ReadAccountAsync(id)).PasswordHash, CancellationToken.None) is true;

    public Task<AccountsDb> OpenDatabaseAsync() => Services.GetRequiredService<IDbContextFactory<AccountsDb>>().CreateDbContextAsync();

    /// <summary>Waits until every mail is sent or found to be for nobody, unless SendGrid takes none.</summary>
    public async Task AllMailIsDoneAsync()
    {
        if (SendGrid.Answer is not null) return;

        await using var redis = await ConnectionMultiplexer.ConnectAsync(Services.GetRequiredService<IConfiguration>().GetConnectionString("Redis")!);
        for (var patience = 0; patience < 2000; patience++)
        {
            var due = await Task.WhenAll(Enumerable.Range(0, 16).Select(partition => redis.GetDatabase().SortedSetLengthAsync($"reset:{{{partition}}}:mail")));
            if (due.Sum() == 0) return;
            await Task.Delay(5);
        }

        Assert.Fail("Mail still waits.");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await SendGrid.DisposeAsync();
        if (Redis is not null) await Redis.DisposeAsync();
        directory.Dispose();
    }

    private void Set(string name, string value) => settings.TryAdd(name, value);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseContentRoot(Path.Combine(Repository.Root, "src", "ResetService")); // for the programs beside the tests, which no manifest tells
        foreach (var (name, value) in settings) builder.UseSetting(name, value);
        if (log is not null) builder.ConfigureLogging(logging => logging.AddProvider(log));
        builder.ConfigureTestServices(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)));
    }
}
