using System.Net;
using Npgsql;
using StackExchange.Redis;

namespace ResetService.Hosting;

/// <summary>Stops the start where a server's connection string is missing, or would send what it says in plaintext to another machine. No message repeats it.</summary>
internal static class ConnectionStrings
{
    public static void RequireRedis(this WebApplicationBuilder builder) => builder.Require("Redis", "ssl=true", IsGuardedRedis);

    public static void RequirePostgres(this WebApplicationBuilder builder) => builder.Require("Postgres", "SSL Mode=VerifyFull or VerifyCA", IsGuardedPostgres);

    private static void Require(this WebApplicationBuilder builder, string name, string guard, Func<string, bool?> isGuarded) => builder.Services
        .AddOptions<RequiredConnection>(name)
        .Configure<IConfiguration>((connection, configuration) => connection.Value = configuration.GetConnectionString(name))
        .Validate(connection => !connection.IsMissing, $"ConnectionStrings:{name}: is missing.")
        .Validate(connection => connection.IsMissing || Try(isGuarded, connection.Value!) is not null, $"ConnectionStrings:{name}: can't be read, or names no server.")
        .Validate<IConfiguration, IHostEnvironment>(
            (connection, configuration, environment) => connection.IsMissing || Try(isGuarded, connection.Value!) is not false
                || environment.IsDevelopment() || configuration.GetValue<bool>(nameof(ServiceOptions.AllowPlaintextServers)),
            $"ConnectionStrings:{name}: needs {guard} outside Development, since a server is on another machine. {nameof(ServiceOptions.AllowPlaintextServers)} lets it go without.")
        .ValidateOnStart();

    private static bool? Try(Func<string, bool?> isGuarded, string connection)
    {
        try
        {
            return isGuarded(connection);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool? IsGuardedRedis(string connection)
    {
        var redis = ConfigurationOptions.Parse(connection);
        if (redis.EndPoints.Count == 0) return null;

        return redis.Ssl || redis.EndPoints.All(server => server switch
        {
            IPEndPoint ip => IPAddress.IsLoopback(ip.Address),
            DnsEndPoint dns => IsThisMachine(dns.Host),
            _ => true, // a Unix socket
        });
    }

    private static bool? IsGuardedPostgres(string connection)
    {
        var postgres = new NpgsqlConnectionStringBuilder(connection);
        if (string.IsNullOrWhiteSpace(postgres.Host)) return null;

        return postgres.SslMode is SslMode.VerifyFull or SslMode.VerifyCA
            || postgres.Host.Split(',', StringSplitOptions.TrimEntries).All(server => server is ['/' or '@', ..] || IsThisMachine(WithoutPort(server)));
    }

    private static string WithoutPort(string server) => IPEndPoint.TryParse(server, out var ip) ? $"{ip.Address}" : server.Split(':')[0];

    private static bool IsThisMachine(string host) => IPAddress.TryParse(host, out var ip) ? IPAddress.IsLoopback(ip) : host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private sealed class RequiredConnection
    {
        public string? Value { get; set; }

        public bool IsMissing => string.IsNullOrWhiteSpace(Value);
    }
}
