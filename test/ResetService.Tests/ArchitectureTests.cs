using System.Text.RegularExpressions;
using ResetService.Tests.Support;

namespace ResetService.Tests;

/// <summary>The folders are the architecture; their usings are its arrows.</summary>
internal sealed partial class ArchitectureTests
{
    private static readonly string Source = Path.Combine(Repository.Root, "src", "ResetService");

    [TestCase("Languages", "")]
    [TestCase("Hosting", "Languages")]
    [TestCase("Storefronts", "Hosting Languages")]
    [TestCase("HumanCheck", "Hosting")]
    [TestCase("Partners", "Hosting")]
    [TestCase("Idempotency", "Hosting")]
    [TestCase("Limits", "Hosting")]
    [TestCase("Tickets", "Hosting")]
    [TestCase("Passwords", "Hosting Languages")]
    [TestCase("Accounts", "Hosting")]
    [TestCase("Mail", "Hosting")]
    [TestCase("Webhooks", "Hosting")]
    [TestCase("Pages", "Hosting Languages Storefronts")]
    [TestCase("Letters", "Hosting Languages Mail Storefronts")]
    [TestCase("Resets", "Accounts Hosting HumanCheck Idempotency Languages Letters Limits Mail Partners Passwords Storefronts Tickets Webhooks")]
    [TestCase("Embedded", "Accounts Hosting Passwords")]
    [TestCase("Commands", "Accounts Embedded Hosting Partners Passwords Webhooks")]
    public void A_folder_uses_only_the_folders_below_it(string folder, string below)
    {
        var used = Directory.EnumerateFiles(Path.Combine(Source, folder), "*.cs", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines)
            .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .Select(line => Folder().Match(line))
            .Where(mention => mention.Success)
            .Select(mention => mention.Groups["folder"].Value);

        Assert.That(used.Distinct(), Is.SubsetOf(below.Split(' ').Append(folder)));
    }

    [Test]
    public void Every_folder_has_its_arrows_here()
    {
        var named = GetType().GetMethod(nameof(A_folder_uses_only_the_folders_below_it))!
            .GetCustomAttributes(typeof(TestCaseAttribute), inherit: false).Select(test => ((TestCaseAttribute)test).Arguments[0]);

        var folders = Directory.EnumerateDirectories(Source)
            .Where(folder => Directory.EnumerateFiles(folder, "*.cs").Any())
            .Select(Path.GetFileName);

        Assert.That(folders, Is.SubsetOf(named));
    }

    // A using, or a full name in the code.
    [GeneratedRegex(@"\bResetService\.(?<folder>[A-Z]\w+)")]
    private static partial Regex Folder();
}
