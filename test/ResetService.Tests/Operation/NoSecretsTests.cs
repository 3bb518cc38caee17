using System.Text.RegularExpressions;
using ResetService.Tests.Support;

namespace ResetService.Tests.Operation;

/// <summary>What is handed on with the source holds no key: only tests have any, of their own.</summary>
[Property("Checklist", "T2")]
internal sealed partial class NoSecretsTests
{
    private static readonly string[] HandedOn =
    [
        .. Directory.GetFiles(Repository.Root).Where(file => !file.EndsWith(".env", StringComparison.Ordinal)),
        .. new[] { "src", "deploy" }.SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetFileName(file) != ".env"),
    ];

    [Test]
    public void No_file_that_is_handed_on_holds_a_key()
    {
        Assert.That(HandedOn.Select(Path.GetFileName), Is.SupersetOf(["README.md", "Dockerfile", "compose.yaml", ".env.example", "Program.cs"]));
        Assert.That(HandedOn.SelectMany(file => Key().Matches(File.ReadAllText(file)).Select(match => $"{file}: {match.Value[..8]}…")), Is.Empty);
    }

    [TestCase(".gitignore")]
    [TestCase(".dockerignore")]
    public void The_settings_of_a_deployment_stay_out_of_Git_and_of_the_image(string list)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, list));

        Assert.That(lines, list == ".gitignore" ? Has.Member(".env") : Has.Member("*").And.No.Member("!deploy"));
    }

    [TestCase("SG.aaaaaaaaaaaaaaaaaaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")]
    [TestCase("whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=")]
    [TestCase("Keys__Current=MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=")]
    [TestCase("REDIS_PASSWORD=0123456789abcdef")]
    [TestCase("-----BEGIN EC PRIVATE KEY-----")]
    public void A_key_would_be_seen(string key) => Assert.That(Key().IsMatch($"a line\n{key}\n"), Is.True);

    [GeneratedRegex(@"\bSG\.[\w-]{16,}\.[\w-]{16,}|\bwhsec_[A-Za-z0-9+/]{32,}|\bKeys__\w+=[A-Za-z0-9+/]{16,}|_PASSWORD=[^\s$]{6,}|-----BEGIN [A-Z ]*PRIVATE KEY")]
    private static partial Regex Key();
}
