using ResetService.Languages;

namespace ResetService.Tests.Languages;

internal sealed class LanguageChoiceTests
{
    [TestCase("en", ExpectedResult = "en")]
    [TestCase("EN-us", ExpectedResult = "en")]
    [TestCase("en-x-pirate", ExpectedResult = "en")]
    [TestCase("sk-SK", ExpectedResult = "sk")]
    [TestCase("de-CH-1901", ExpectedResult = "de")]
    [TestCase("ar-EG-u-nu-latn", ExpectedResult = "ar")]
    [TestCase("pt", ExpectedResult = "pt-BR")]
    [TestCase("pt-PT", ExpectedResult = "pt-BR")]
    [TestCase("pt-br", ExpectedResult = "pt-BR")]
    [TestCase("zh", ExpectedResult = "zh-Hans")]
    [TestCase("zh-CN", ExpectedResult = "zh-Hans")]
    [TestCase("zh-SG", ExpectedResult = "zh-Hans")]
    [TestCase("zh-hans-HK", ExpectedResult = "zh-Hans")]
    [TestCase("zh-Hant", ExpectedResult = null)]
    [TestCase("zh-TW", ExpectedResult = null)]
    [TestCase("zh-HK", ExpectedResult = null)]
    [TestCase("zh-Hant-CN", ExpectedResult = null)]
    [TestCase("e", ExpectedResult = null)]
    [TestCase("", ExpectedResult = null)]
    [TestCase("-", ExpectedResult = null)]
    [TestCase("tlh", ExpectedResult = null)]
    [TestCase("engl", ExpectedResult = null)]
    [TestCase(null, ExpectedResult = null)]
    public string? A_tag_finds_its_language_by_the_longest_part_that_is_on_offer(string? tag) => LanguageChoice.Lookup(Language.All, tag)?.Tag;

    [TestCase("cs", "de", ExpectedResult = "cs")]
    [TestCase("tlh", "de", ExpectedResult = "de")]
    [TestCase("ru", "de", ExpectedResult = "de")]
    [TestCase(null, "de-AT, cs;q=0.9", ExpectedResult = "de")]
    [TestCase(null, "de;q=0.4, cs;q=0.9, *;q=0.5", ExpectedResult = "cs")]
    [TestCase(null, "de;q=0.5, cs;q=0.5", ExpectedResult = "de")]
    [TestCase(null, "zh-TW, zh;q=0.8, de;q=0.7", ExpectedResult = "de")]
    [TestCase(null, "ru, uk;q=0.9, tlh;q=0.8", ExpectedResult = "sk")]
    [TestCase(null, "cs;q=0", ExpectedResult = "sk")]
    [TestCase(null, "*", ExpectedResult = "sk")]
    [TestCase(null, "not a header;;", ExpectedResult = "sk")]
    [TestCase(null, "", ExpectedResult = "sk")]
    [TestCase(null, null, ExpectedResult = "sk")]
    public string A_tag_goes_before_the_header_and_the_header_before_the_first_on_offer(string? locale, string? acceptLanguage)
    {
        Language[] offered = [Named("sk"), Named("cs"), Named("de")];

        return LanguageChoice.Choose(offered, locale, acceptLanguage).Tag;

        static Language Named(string tag) => Language.All.Single(language => language.Tag == tag);
    }
}
