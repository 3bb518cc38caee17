namespace ResetService.Tests.Support;

/// <summary>Programs on public npm packages, in the folders of test/clients.</summary>
internal static class NodeClient
{
    /// <param name="client">The folder.</param>
    /// <param name="command">The program.</param>
    /// <param name="input">A file for its standard input.</param>
    public static GuardedProcess Start(string client, IEnumerable<string> command, string input = "/dev/null")
    {
        var folder = Path.Combine(Repository.Root, "test", "clients", client);
        Assert.That(Directory.Exists(Path.Combine(folder, "node_modules")), $"test/run.sh installs what it needs, as does npm ci in test/clients/{client}");
        return GuardedProcess.Start(command, workingDirectory: folder, input: input);
    }
}
