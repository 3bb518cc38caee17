using ResetService.Languages;
using ResetService.Tests.Support;

namespace ResetService.Tests.Languages;

/// <summary>The rules against those of node, whose CLDR is not ours.</summary>
internal sealed class PluralRulesTests
{
    private static readonly long[] Counts = [.. Enumerable.Range(0, 1020), 1_000_000, 1_000_001, 1_000_011, 2_000_000, 1_500_000, 12_000_000, 1_000_000_000];

    [Test]
    public async Task Every_language_counts_as_CLDR_says()
    {
        await using var node = GuardedProcess.Start(["node", "-e", $$"""
            for (const tag of [{{string.Join(", ", Language.All.Select(language => $"'{language.Tag}'"))}}])
              console.log(tag, [{{string.Join(", ", Counts)}}].map(count => new Intl.PluralRules(tag).select(count)).join(' '))
            """]);
        Assert.That(await node.Ended.WaitAsync(TimeSpan.FromSeconds(60)), Is.Zero, () => string.Join('\n', node.Output));

        Assert.That(Language.All.Select(language => $"{language.Tag} {string.Join(' ', Counts.Select(language.Plural))}"), Is.EqualTo(node.Output));
    }

    [Test]
    public void A_language_without_a_rule_is_not_guessed_at() => Assert.That(() => PluralRules.Of("lt"), Throws.ArgumentException);
}
