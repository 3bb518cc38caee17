using System.Text.Json;
using Npgsql;
using ResetService.Tests.Support;

namespace ResetService.Tests.Accounts;

/// <summary>A shop made of Debian's Django, in the database that it migrated itself.</summary>
internal sealed class DjangoShop(string connectionString)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "test", "peers");

    /// <summary>Makes Django's own tables.</summary>
    public Task MigrateAsync() => RunAsync(["django-admin", "migrate", "--settings", "django_shop", "--pythonpath", Folder], input: "");

    /// <summary>Makes calls of <c>django_shop.py</c>.</summary>
    public async Task<JsonElement[]> AskAsync(params object[] calls)
    {
        var lines = await RunAsync([Peers.Python, Path.Combine(Folder, "django_shop.py")], string.Join('\n', calls.Select(call => JsonSerializer.Serialize(call))));
        return [.. lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    private async Task<IReadOnlyList<string>> RunAsync(IEnumerable<string> command, string input)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        var environment = new Dictionary<string, string>
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
            ["PYTHONDONTWRITEBYTECODE"] = "1",
            ["DATABASE"] = JsonSerializer.Serialize(new { HOST = database.Host, PORT = $"{database.Port}", NAME = database.Database, USER = database.Username }),
        };

        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "input");
        await File.WriteAllTextAsync(file, input);
        await using var run = GuardedProcess.Start(command, environment, input: file);
        Assert.That(await run.Ended, Is.Zero, string.Join('\n', run.Output));
        return run.Output;
    }
}
