using ResetService.Languages;

namespace ResetService.Tests.Languages;

internal sealed class LanguageChoiceTests
{
    [TestCase("en", ExpectedResult = "en")]
    [TestCase("EN-us", ExpectedResult = "en")]
    [TestCase("en-x-pirate", ExpectedResult = "en")]
    [TestCase("e", ExpectedResult = null)]
    [TestCase("", ExpectedResult = null)]
    [TestCase("tlh", ExpectedResult = null)]
    [TestCase(null, ExpectedResult = null)]
    public string? A_tag_finds_its_language_by_the_longest_part_that_is_on_offer(string? tag) => LanguageChoice.Lookup(Language.All, tag)?.Tag;
}
