using ResetService.Tests.Support;

namespace ResetService.Tests.Commands;

[Parallelizable(ParallelScope.Children)]
internal sealed class ImportAccountsTests
{
    [TestCase("email,password,locale,storefront")]
    [TestCase("Email,Password,Locale,Storefront")]
    public async Task An_imported_account_signs_in_with_its_password(string header)
    {
        using var directory = new TemporaryDirectory();
        var (exitCode, output, settings) = await ImportAsync(directory.Path, $"{header}\nBoole@Example.com,Laws-of-Thought-1854,en,\nno-password@example.com,,,\n");
        var (verified, _) = await ServiceProcess.RunAsync(["accounts", "verify-password", "boole@example.com"], settings, "Laws-of-Thought-1854\n");

        Assert.That(exitCode, Is.Zero, output);
        Assert.That(output, Is.EqualTo("2 accounts added."));
        Assert.That(verified, Is.Zero);
    }

    [TestCase("email,password,locale,storefront\nboole@example.com,Laws-of-Thought-1854,,\nnobody,,,\n", "Line 3")]
    [TestCase("email,password,locale,storefront\nboole@example.com,Laws-of-Thought-1854,,\nBOOLE@example.com,,,\n", "Line 3")]
    [TestCase("email,password\nboole@example.com,Laws-of-Thought-1854\n", "Line 1")]
    public async Task A_file_with_a_wrong_line_adds_nobody(string file, string line)
    {
        using var directory = new TemporaryDirectory();
        var (exitCode, output, settings) = await ImportAsync(directory.Path, file);
        var (verified, _) = await ServiceProcess.RunAsync(["accounts", "verify-password", "boole@example.com"], settings, "Laws-of-Thought-1854\n");

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Contain(line));
        Assert.That(verified, Is.EqualTo(1));
    }

    private static async Task<(int ExitCode, string Output, IReadOnlyDictionary<string, string> Settings)> ImportAsync(string directory, string text)
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ConnectionStrings__Sqlite"] = $"Data Source={Path.Combine(directory, "accounts.db")}",
        };
        var file = Path.Combine(directory, "accounts.csv");
        await File.WriteAllTextAsync(file, text);

        await ServiceProcess.RunAsync(["migrate"], settings);
        var (exitCode, output) = await ServiceProcess.RunAsync(["accounts", "import", file], settings);
        return (exitCode, output, settings);
    }
}
