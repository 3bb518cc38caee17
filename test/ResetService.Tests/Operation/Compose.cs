using System.Text.RegularExpressions;
using ResetService.Tests.Support;

namespace ResetService.Tests.Operation;

/// <summary>What deploy/compose.yaml starts things with. There is one password: <see cref="Password"/>.</summary>
internal static partial class Compose
{
    public const string Password = "secret";

    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "compose.yaml"));

    /// <summary>The options of its Redis, as the shell in the container understands them.</summary>
    public static async Task<string[]> RedisOptionsAsync()
    {
        var options = RedisCommand().Match(Text).Groups["options"].Value.ReplaceLineEndings(" ").Replace("$$", "$", StringComparison.Ordinal);
        await using var shell = GuardedProcess.Start(["sh", "-c", $"printf '%s\\n' {options}"], new Dictionary<string, string> { ["REDIS_PASSWORD"] = Password });
        Assert.That(await shell.Ended, Is.Zero);
        return [.. shell.Output];
    }

    /// <summary>Runs deploy/rights.sql as its service does.</summary>
    public static async Task<string[]> GrantAsync(int port, string database)
    {
        var file = Path.Combine(Repository.Root, "deploy", "rights.sql");
        var command = Psql().Match(Text).Groups["arguments"].Value.Split(", ").Select(argument => argument.Replace("/rights.sql", file, StringComparison.Ordinal));
        await using var psql = GuardedProcess.Start([PostgresServer.Program("psql"), .. command], new Dictionary<string, string>
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH")!, ["PGHOST"] = "127.0.0.1", ["PGPORT"] = $"{port}", ["PGDATABASE"] = database, ["PGUSER"] = "reset",
            ["POSTGRES_SERVICE_PASSWORD"] = Password,
        });
        await psql.Ended;
        return [.. psql.Output];
    }

    /// <summary>A setting of the service.</summary>
    public static string Setting(string name) => Variables().Replace(Settings().Matches(Text).Single(setting => setting.Groups["name"].Value == name).Groups["value"].Value, Password);

    [GeneratedRegex(@"exec redis-server (?<options>.*?)\n    \w", RegexOptions.Singleline)]
    private static partial Regex RedisCommand();

    [GeneratedRegex(@"command: \[psql, (?<arguments>[^]]+)\]")]
    private static partial Regex Psql();

    [GeneratedRegex(@"(?<=^x-settings:[^\n]*(?:\n  [^\n]+)*\n)  (?<name>\w+): ""?(?<value>[^\n]+?)""?(?: #[^\n]+)?$", RegexOptions.Multiline)]
    private static partial Regex Settings();

    [GeneratedRegex(@"\$\{[^}]+\}")]
    private static partial Regex Variables();
}
