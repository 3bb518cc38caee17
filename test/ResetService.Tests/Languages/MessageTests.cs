using ResetService.Languages;

namespace ResetService.Tests.Languages;

internal sealed class MessageTests
{
    private const string Minutes = "{n, plural, =0 {now} one {in # minute} other {in # minutes}}";

    [TestCase("Plain, with # and “quotes”.", ExpectedResult = "Plain, with # and “quotes”.")]
    [TestCase("", ExpectedResult = "")]
    [TestCase("Welcome to {shop}, {name}!", ExpectedResult = "Welcome to <b>{n}</b>, Ada!")]
    [TestCase("It ends " + Minutes + ".", ExpectedResult = "It ends in 1,234 minutes.")]
    [TestCase("{n,plural,other{# for {name}}}", ExpectedResult = "1,234 for Ada")]
    [TestCase("{one, plural, one {a {zero, plural, =0 {nested} other {#}} #} other {}}", ExpectedResult = "a nested 1")]
    [TestCase("{n}", ExpectedResult = "1,234")]
    public string Placeholders_and_plurals_are_filled_in(string text) => Message.Parse(text).Format(Language.English, new Dictionary<string, object?>
    {
        ["shop"] = "<b>{n}</b>", ["name"] = "Ada", ["n"] = 1234, ["one"] = 1, ["zero"] = 0L,
    });

    [TestCase(0, ExpectedResult = "now")]
    [TestCase(1, ExpectedResult = "in 1 minute")]
    [TestCase(2, ExpectedResult = "in 2 minutes")]
    [TestCase(1_000_000, ExpectedResult = "in 1,000,000 minutes")]
    public string An_exact_branch_goes_before_a_category(int n) => Message.Parse(Minutes).Format(Language.English, new Dictionary<string, object?> { ["n"] = n });

    [TestCase("{")]
    [TestCase("}")]
    [TestCase("a } b")]
    [TestCase("{}")]
    [TestCase("{a b}")]
    [TestCase("{a-b}")]
    [TestCase("{name")]
    [TestCase("{n, select, other {x}}")]
    [TestCase("{n, number}")]
    [TestCase("{n, plural}")]
    [TestCase("{n, plural, }")]
    [TestCase("{n, plural, one {x}}")]
    [TestCase("{n, plural, other {x}")]
    [TestCase("{n, plural, other x}")]
    [TestCase("{n, plural, several {x} other {x}}")]
    [TestCase("{n, plural, other {x} other {y}}")]
    [TestCase("{n, plural, =1 {x} =1 {y} other {z}}")]
    [TestCase("{n, plural, =one {x} other {z}}")]
    [TestCase("{n, plural, offset:1 other {z}}")]
    [TestCase("It's")]
    [TestCase("'{n}'")]
    public void What_is_malformed_is_refused(string text) => Assert.That(() => Message.Parse(text), Throws.InstanceOf<FormatException>());

    [Test]
    public void An_argument_that_is_missing_is_no_empty_place() =>
        Assert.That(() => Message.Parse("for {shop}").Format(Language.English, new Dictionary<string, object?>()), Throws.InstanceOf<KeyNotFoundException>());

    [Test]
    public void It_knows_its_placeholders_and_its_plurals_branches()
    {
        var message = Message.Parse("{shop}: {n, plural, =0 {{m, plural, one {{name}} other {}}} one {#} other {{shop}}}");

        Assert.That(message.Placeholders, Is.EquivalentTo(["shop", "n", "m", "name"]));
        Assert.That(message.PluralCategories.Select(categories => string.Join(' ', categories)), Is.EqualTo(["one other", "one other"]));
    }
}
