using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentValidation;
using ResetService.Hosting;
using ResetService.Languages;
using ResetService.Passwords;
using ResetService.Tests.Support;

namespace ResetService.Tests.Languages;

/// <summary>English says what the service needs and nothing else; every other file says what English says.</summary>
internal sealed partial class LanguageFilesTests
{
    private static readonly string Source = Path.Combine(Repository.Root, "src", "ResetService");

    [Test]
    public void The_languages_are_those_of_the_folder()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Source, "Languages"), "*.json").Select(Path.GetFileNameWithoutExtension);

        Assert.That(Language.All.Select(language => language.Tag), Is.EquivalentTo(files));
        Assert.That(Language.All[0], Is.SameAs(Language.English));
    }

    [TestCaseSource(nameof(Translations))]
    public void A_translation_says_all_that_English_says_in_its_order(Language language) => Assert.That(AllKeys(language), Is.EqualTo(AllKeys(Language.English)));

    [TestCaseSource(nameof(Translations))]
    public void A_translation_keeps_the_placeholders(Language language)
    {
        var differing =
            from text in Texts(language)
            where !text.Message.Placeholders.ToHashSet().SetEquals(Language.English.Section(text.Section)[text.Key].Placeholders)
            select text;

        Assert.That(differing, Is.Empty);
    }

    [TestCaseSource(typeof(Language), nameof(Language.All))]
    public void Marks_are_set_as_printers_set_them(Language language)
    {
        var badly =
            from text in Texts(language)
            where Typewritten().IsMatch(text.Message.Source) || Foreign(language)?.IsMatch(text.Message.Source) == true
            select text.Message.Source;

        Assert.That(badly, Is.Empty);
    }

    [Test]
    public void Every_problem_has_its_words_and_no_words_are_without_one() => Assert.That(
        Keys("problems"),
        Is.EquivalentTo(Problems.All.SelectMany(problem => new[] { $"{problem.Code}.title", $"{problem.Code}.explanation" })));

    [Test]
    public void Every_remark_on_a_password_has_its_words_and_no_words_are_without_one() => Assert.That(
        Keys("passwords"),
        Is.EquivalentTo(Remarks(typeof(PasswordReasons)).Concat(Remarks(typeof(PasswordAdvice)))));

    [Test]
    public void Every_error_has_its_words_and_no_words_are_without_one()
    {
        var thrown = Files("*.cs").SelectMany(text => Error().Matches(text)).Select(match => match.Groups["key"].Value);
        var ofTheLibrary = typeof(Problem).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IValidator)))
            .SelectMany(type => ((IValidator)Activator.CreateInstance(type, nonPublic: true)!).CreateDescriptor().Rules)
            .SelectMany(rule => rule.Components)
            .Where(component => component.ErrorCode is null)
            .Select(component => component.Validator.Name)
            .Select(name => name is "NotEmptyValidator" ? "missing" : name is "MaximumLengthValidator" ? "too-long" : name);

        Assert.That(Keys("errors"), Is.EquivalentTo(thrown.Concat(ofTheLibrary).Distinct()));
    }

    // What a template names and nobody says stops its rendering.
    [Test]
    public void Every_text_of_a_mail_is_in_its_templates() => Assert.That(
        Keys("mail").Select(key => key.Split('.')).GroupBy(path => path[0], path => path[1]).SelectMany(kind => kind.Except(Named(kind.Key)), (kind, text) => $"{kind.Key}.{text}"),
        Is.Empty);

    // That none is missing shows in a browser, and in a template at once.
    [TestCase("page", "page.hbs")]
    [TestCase("script", "*.js")]
    public void Every_text_of_the_page_is_in_it(string section, string files)
    {
        var sources = string.Concat(Files(files, "Pages"));
        var composed = Composed().Matches(sources).Select(key => $"^{key.Groups["before"].Value}[a-z0-9-]+{key.Groups["after"].Value}$").ToArray();

        Assert.That(Keys(section).Where(key => !sources.Contains(key, StringComparison.Ordinal) && !composed.Any(pattern => Regex.IsMatch(key, pattern))), Is.Empty);
    }

    private static IEnumerable<Language> Translations => Language.All.Skip(1);

    private static Dictionary<string, Dictionary<string, string>> Json(Language language) =>
        JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(File.ReadAllText(Path.Combine(Source, "Languages", $"{language}.json")))!;

    private static IEnumerable<string> AllKeys(Language language) =>
        Json(language).SelectMany(section => section.Value.Keys, (section, key) => $"{section.Key}.{key}");

    private static IEnumerable<(string Section, string Key, Message Message)> Texts(Language language) =>
        Json(language).Keys.SelectMany(section => language.Section(section), (section, text) => (section, text.Key, text.Value));

    private static IEnumerable<string> Keys(string section) => Language.English.Section(section).Keys;

    private static IEnumerable<string> Remarks(Type all) =>
    [
        .. all.GetFields().Select(field => ((PasswordRemark)field.GetValue(null)!).Code),
        .. all.GetMethods(BindingFlags.Static | BindingFlags.Public).Where(method => method.ReturnType == typeof(PasswordRemark)).Select(method => ((PasswordRemark)method.Invoke(null, [2])!).Code),
    ];

    private static string[] Files(string pattern, string folder = "") =>
        [.. Directory.EnumerateFiles(Path.Combine(Source, folder), pattern, SearchOption.AllDirectories).Select(File.ReadAllText)];

    // What every mail has stands in the partials.
    private static IEnumerable<string> Named(string kind) => Files(kind == "every" ? "*.hbs" : $"{kind}.*.hbs", "Letters").SelectMany(template => Text().Matches(template)).Select(text => text.Groups["key"].Value);

    private static Regex? Foreign(Language language) => language.Tag switch
    {
        "fr" => FrenchWithoutItsSpace(),
        "zh-Hans" => ChineseWithLatinMarks(),
        "cs" or "pl" or "ru" or "sk" or "uk" => LetterLeftAtALineEnd(),
        _ => null,
    };

    // A straight quote or apostrophe, three points for an ellipsis, two spaces for one.
    [GeneratedRegex("""["']|\.\.\.|  """)]
    private static partial Regex Typewritten();

    // A no-break space before a colon and within quotation marks, a narrow one before the other double marks.
    [GeneratedRegex(@"[^\u00A0](:(?![^\s}])|»)|«[^\u00A0]|[^\u202F][;?!](?![^\s}])")]
    private static partial Regex FrenchWithoutItsSpace();

    [GeneratedRegex(@"[\u4E00-\u9FFF] ?[(),.:;?!]|[(),.:;?!] ?[\u4E00-\u9FFF]")]
    private static partial Regex ChineseWithLatinMarks();

    // A preposition or conjunction of one letter goes on the next line with its word.
    [GeneratedRegex(@"(?<![\w’-])\p{L} ")]
    private static partial Regex LetterLeftAtALineEnd();

    // Refusal.Invalid(field, "key"), and a rule's WithErrorCode("key").
    [GeneratedRegex("""(Refusal\.Invalid\([^"\n]*("\w+", )?|WithErrorCode\()"(?<key>[a-z-]+)"\)""")]
    private static partial Regex Error();

    [GeneratedRegex(@"\btext\(`(?<before>[a-z-]*)\$\{[^}`]+\}(?<after>[a-z-]*)`")]
    private static partial Regex Composed();

    [GeneratedRegex(@"\btexts\.(?<key>[a-z-]+)")]
    private static partial Regex Text();
}
