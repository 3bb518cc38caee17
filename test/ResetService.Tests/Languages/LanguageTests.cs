using ResetService.Languages;

namespace ResetService.Tests.Languages;

internal sealed class LanguageTests
{
    private static readonly DateTimeOffset Moment = new(2030, 1, 31, 23, 5, 0, TimeSpan.FromHours(-2)); // the next day in UTC

    [TestCase("en", "ltr", "Friday, February 1, 2030", "1:05 AM", "1,234,567")]
    [TestCase("sk", "ltr", "piatok 1. februára 2030", "1:05", "1 234 567")]
    [TestCase("ru", "ltr", "пятница, 1 февраля 2030 г.", "01:05", "1 234 567")]
    [TestCase("pt-BR", "ltr", "sexta-feira, 1 de fevereiro de 2030", "01:05", "1.234.567")]
    [TestCase("zh-Hans", "ltr", "2030年2月1日星期五", "01:05", "1,234,567")]
    [TestCase("ar", "rtl", "الجمعة، 1 فبراير 2030", "1:05 ص", "1٬234٬567")]
    public void Dates_and_numbers_are_written_as_its_readers_write_them(string tag, string direction, string date, string time, string number)
    {
        var language = LanguageChoice.Lookup(Language.All, tag)!;

        Assert.That(language.Direction, Is.EqualTo(direction));
        Assert.That((Spaced(language.Date(Moment)), Spaced(language.Time(Moment))), Is.EqualTo((date, time)));
        Assert.That(Spaced(Message.Parse("{n}").Format(language, new Dictionary<string, object?> { ["n"] = 1234567 })), Is.EqualTo(number));
    }

    [TestCase("en", "Tea House", ExpectedResult = "Tea House")]
    [TestCase("en", "متجر", ExpectedResult = "\u2068متجر\u2069")]
    [TestCase("ar", "Tea House", ExpectedResult = "\u2068Tea House\u2069")]
    public string A_name_that_runs_the_other_way_is_set_apart(string tag, string name) => LanguageChoice.Lookup(Language.All, tag)!.Isolate(name);

    // ICU's no-break spaces, wide and narrow.
    private static string Spaced(string text) => text.Replace('\u00A0', ' ').Replace('\u202F', ' ');
}
