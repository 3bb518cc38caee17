namespace ResetService.Tests.Support;

/// <summary>Programs on public npm packages, in the folders of test/clients.</summary>
internal static class NodeClient
{
    /// <param name="client">The folder.</param>
    /// <param name="command">The program.</param>
    /// <param name="input">A file for its standard input.</param>
    public static GuardedProcess Start(string client, IEnumerable<string> command, string input = "/dev/null") =>
        GuardedProcess.Start(command, workingDirectory: Path.GetDirectoryName(Packages(client)), input: input);

    /// <summary>Where the packages of a folder stand.</summary>
    public static string Packages(string client)
    {
        var packages = Path.Combine(Repository.Root, "test", "clients", client, "node_modules");
        Assert.That(Directory.Exists(packages), $"test/run.sh installs what it needs, as does npm ci in test/clients/{client}");
        return packages;
    }
}
