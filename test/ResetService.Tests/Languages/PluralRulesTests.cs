using ResetService.Languages;
using ResetService.Tests.Support;

namespace ResetService.Tests.Languages;

/// <summary>The rules against those of node, whose CLDR is not ours.</summary>
internal sealed class PluralRulesTests
{
    private static readonly long[] Counts = [.. Enumerable.Range(0, 1020), 1_000_000, 1_000_001, 1_000_011, 2_000_000, 1_500_000, 12_000_000, 1_000_000_000];

    private static readonly string[] Sections = ["script", "mail", "errors", "passwords"]; // those that count

    [Test]
    public async Task Every_language_counts_as_CLDR_says()
    {
        var theirs = await AskNodeAsync($"[{string.Join(", ", Counts)}].map(count => rules.select(count))");

        Assert.That(Language.All.Select(language => string.Join(' ', Counts.Select(language.Plural))), Is.EqualTo(theirs));
    }

    [Test]
    public async Task Every_plural_has_exactly_the_categories_of_its_language()
    {
        var theirs = await AskNodeAsync("rules.resolvedOptions().pluralCategories.sort()");

        foreach (var (language, categories) in Language.All.Zip(theirs))
        {
            var plurals = Sections.SelectMany(section => language.Section(section).Values).SelectMany(text => text.PluralCategories).ToArray();

            Assert.That(plurals, Is.Not.Empty);
            Assert.That(plurals.Select(plural => string.Join(' ', plural.Order(StringComparer.Ordinal))).Distinct(), Is.EqualTo([categories]), language.Tag);
        }
    }

    [Test]
    public void A_language_without_a_rule_is_not_guessed_at() => Assert.That(() => PluralRules.Of("lt"), Throws.ArgumentException);

    /// <returns>A line for each language.</returns>
    private static async Task<IReadOnlyList<string>> AskNodeAsync(string expression)
    {
        await using var node = GuardedProcess.Start(["node", "-e", $$"""
            for (const tag of [{{string.Join(", ", Language.All.Select(language => $"'{language.Tag}'"))}}]) {
              const rules = new Intl.PluralRules(tag)
              console.log({{expression}}.join(' '))
            }
            """]);
        Assert.That(await node.Ended.WaitAsync(TimeSpan.FromSeconds(60)), Is.Zero, () => string.Join('\n', node.Output));

        return node.Output;
    }
}
