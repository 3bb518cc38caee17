using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ResetService.Hosting;
using ResetService.Limits;
using ResetService.Tests.Passwords;
using ResetService.Tests.Support;
using StackExchange.Redis;
using Redis = ResetService.Hosting.Redis;

namespace ResetService.Tests.Limits;

/// <summary>The limits on a real server, without HTTP. Each has subjects of its own, by a fresh key.</summary>
internal sealed class LimitsOn : IAsyncDisposable
{
    private readonly Redis redis;
    private readonly ConnectionMultiplexer connection;
    private readonly ServiceProvider services;
    private readonly LoggerFactory loggers;

    private LimitsOn(string connectionString, ConnectionMultiplexer connection, LimitOptions options, TimeProvider? clock)
    {
        this.connection = connection;
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:Redis", connectionString)]).Build();
        redis = new Redis(settings, clock ?? Clock);
        services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        loggers = new LoggerFactory([Log]);
        Keys = new Keys(Options.Create(new KeyOptions { Current = KeyOptions.Draw(), Address = KeyOptions.Draw() }));
        Limiter = new Limiter(redis, Keys, Options.Create(options));
        Tickets = new TicketLimits(Limiter);
        Attack = NewAttack(options);
        WrongCodes = new WrongCodes(Limiter, Attack, loggers.CreateLogger<WrongCodes>());
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

    public LogLines Log { get; } = new();

    public Keys Keys { get; }

    public Limiter Limiter { get; }

    public TicketLimits Tickets { get; }

    public Attack Attack { get; }

    public WrongCodes WrongCodes { get; }

    public IMeterFactory MeterFactory => services.GetRequiredService<IMeterFactory>();

    public IDatabase Database => connection.GetDatabase();

    /// <param name="server">A name in <see cref="Servers"/>.</param>
    /// <param name="options">Defaults where not given.</param>
    /// <param name="clock">Ours where not given.</param>
    public static async Task<LimitsOn> StartAsync(string server, LimitOptions? options = null, TimeProvider? clock = null)
    {
        var connectionString = await Servers.ConnectionStringAsync(server);
        return new(connectionString, await ConnectionMultiplexer.ConnectAsync(connectionString), options ?? new LimitOptions(), clock);
    }

    /// <summary>Another instance of the service, which has seen nothing yet.</summary>
    public Attack NewAttack(LimitOptions options) => new(
        redis, Keys, Options.Create(options), Clock, MeterFactory, loggers.CreateLogger<Attack>());

    /// <inheritdoc cref="NewAttack"/>
    public MailVolume NewMailVolume(LimitOptions options) => new(redis, Keys, Options.Create(options), Clock, MeterFactory, loggers.CreateLogger<MailVolume>());

    public RedisKey Key(string name, string subject) => $"reset:limit:{{{name}:{Keys.Digest(subject)}}}";

    public static DefaultHttpContext CallFrom(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };

    public async ValueTask DisposeAsync()
    {
        await redis.DisposeAsync();
        await connection.DisposeAsync();
        await services.DisposeAsync();
        loggers.Dispose();
    }
}
