using ResetService.Tests.Support;

namespace ResetService.Tests;

/// <summary>The linters that partners run find nothing in openapi.yaml: Spectral's own rules, OWASP's for Spectral, Redocly's strict ones.</summary>
internal sealed class LintedContractTests
{
    [TestCase("oas")]
    [TestCase("owasp")]
    [TestCase("redocly")]
    public async Task A_linter_finds_nothing(string linter)
    {
        await using var npm = NodeClient.Start("contract", ["npm", "run", "--silent", linter]);

        Assert.That(await npm.Ended.WaitAsync(TimeSpan.FromSeconds(60)), Is.Zero, () => string.Join('\n', npm.Output));
    }
}
