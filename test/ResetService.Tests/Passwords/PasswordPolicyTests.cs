using System.Text;
using ResetService.Languages;
using ResetService.Passwords;

namespace ResetService.Tests.Passwords;

internal sealed class PasswordPolicyTests
{
    private const string Address = "jane.doe@example.com";
    private const string Shop = "Sunny Shop";
    private const string Strong = "wN4#tq9!Zr";

    private static readonly (string, string) Nist = ("Preset", "nist-800-63b-4");
    private static readonly (string, string) Classic = ("Preset", "classic");

    [TestCase("Kx9vL2q", "too-short")]
    [TestCase("Kx9vL2qT")]
    [TestCase("kx9#vl2qtw4zpd", "needs-uppercase")]
    [TestCase("KX9#VL2QTW4ZPD", "needs-lowercase")]
    [TestCase("Kx#vLqTwzpDhNs", "needs-digit")]
    [TestCase("kx#vlqtwzpdhnsy")]
    [Property("Checklist", "G1")]
    public async Task Eight_characters_need_mixing_and_fifteen_do_not(string password, params string[] reasons)
    {
        await using var app = new PasswordApp();

        Assert.That(Refusals(app, password), Is.EqualTo(reasons));
    }

    [Test]
    [Property("Checklist", "G1")]
    public async Task The_NIST_preset_asks_for_fifteen_and_never_for_mixing()
    {
        await using var app = new PasswordApp(Nist);

        Assert.That(Refusals(app, "kx#vlqtwzpdhns"), Is.EqualTo(["too-short"]));
        Assert.That(Refusals(app, "kx#vlqtwzpdhnsy"), Is.Empty);
        Assert.That(app.Policy.Rules(), Is.EqualTo(new PasswordRules(15, 256, 0, 3)));
    }

    [Test]
    public async Task The_classic_preset_asks_for_eight_and_always_for_mixing()
    {
        await using var app = new PasswordApp(Classic, ("MinLength", "20"));

        Assert.That(Refusals(app, "Kx9vL2qT"), Is.Empty);
        Assert.That(Refusals(app, "my dog hates password rules"), Is.EqualTo(["needs-digit", "needs-uppercase"]));
        Assert.That(app.Policy.Rules(), Is.EqualTo(new PasswordRules(8, 256, 257, 3)));
    }

    [TestCase(64)]
    [TestCase(128)]
    [TestCase(256)]
    [TestCase(257, "too-long")]
    [TestCase(10_000_000, "too-long")]
    [Property("Checklist", "G3")]
    [Property("Checklist", "H5")]
    public async Task Length_ends_at_256_characters(int length, params string[] reasons)
    {
        await using var app = new PasswordApp();

        Assert.That(Refusals(app, Strong.PadRight(length, '~')), Is.EqualTo(reasons));
    }

    [TestCase(7, "too-short")]
    [TestCase(8)]
    [TestCase(256)]
    [TestCase(257, "too-long")]
    [Property("Checklist", "G2")]
    public async Task An_emoji_counts_one(int length, params string[] reasons)
    {
        await using var app = new PasswordApp(("MixBelow", "0"));

        Assert.That(Refusals(app, Emojis(length)), Is.EqualTo(reasons));
    }

    [Test]
    public async Task The_same_emoji_over_and_over_is_guessable()
    {
        await using var app = new PasswordApp(Nist);

        Assert.That(Refusals(app, string.Concat(Enumerable.Repeat("😀", 15))), Is.EqualTo(["too-guessable"]));
    }

    [TestCase("my dog hates password rules")]
    [TestCase("quietmeadowotter")]
    [TestCase("пароль-молоток-огурец")]
    [TestCase("  spaces all around  ")]
    [TestCase("a NUL \0 in the middle")]
    [Property("Checklist", "G4")]
    [Property("Checklist", "G5")]
    public async Task Long_passwords_may_be_made_of_anything(string password)
    {
        await using var app = new PasswordApp(Nist);

        Assert.That(Refusals(app, password), Is.Empty);
    }

    [TestCase("jane.doe@example.com", "is-address")]
    [TestCase("Jane.Doe@EXAMPLE.com", "is-address")]
    [TestCase("jane.doe", "is-address")]
    [TestCase("SUNNY SHOP", "is-shop-name")]
    [TestCase("jane.doe@example.com and then wN4#tq9!Zr")]
    [TestCase("Sunny Shop and then wN4#tq9!Zr")]
    [Property("Checklist", "G5")]
    public async Task The_address_and_the_shops_name_are_refused_only_as_whole_passwords(string password, params string[] reasons)
    {
        await using var app = new PasswordApp(("MixBelow", "0"));

        Assert.That(Refusals(app, password), Is.EqualTo(reasons));
    }

    [TestCase("SunnyShop1")]
    [TestCase("JaneDoe@Example1")]
    public async Task Passwords_made_of_the_address_or_the_shops_name_are_guessable(string password)
    {
        await using var app = new PasswordApp();

        var verdict = app.Policy.Check(password, Address, Shop);

        Assert.That(verdict.Reasons, Is.EqualTo([PasswordReasons.TooGuessable]));
        Assert.That(verdict.Advice, Contains.Item(PasswordAdvice.OwnData));
    }

    [TestCase("correct zebra Žofie 9", ExpectedResult = "blocklisted")]
    [TestCase("CORRECT ZEBRA ŽOFIE 9", ExpectedResult = "blocklisted")]
    [TestCase("correct zebra Žofie 9!", ExpectedResult = "")]
    [TestCase(" correct zebra Žofie 9", ExpectedResult = "")]
    [Property("Checklist", "G5")]
    public async Task<string> A_listed_password_is_refused_in_any_spelling_but_only_whole(string password)
    {
        using var list = new TemporaryFile("zzz\r\ncorrect zebra Žofie 9\r\n".Normalize(NormalizationForm.FormD));
        await using var app = new PasswordApp(("BlocklistFile", list.Path));

        Assert.That(Refusals(app, password.Normalize(NormalizationForm.FormD)), Is.EqualTo(Refusals(app, password)));
        return string.Join(' ', Refusals(app, password));
    }

    [TestCase("password", 0, 0)]
    [TestCase("Password1", 0, 3, "too-guessable")]
    [TestCase("wN4#tq9!Zr", 4, 4)]
    public async Task The_score_is_zxcvbns_and_the_minimum_is_a_setting(string password, int score, int minimum, params string[] reasons)
    {
        await using var app = new PasswordApp(("MixBelow", "0"), ("MinScore", $"{minimum}"));

        Assert.That(app.Policy.Check(password, Address, Shop).Score, Is.EqualTo(score));
        Assert.That(Refusals(app, password), Is.EqualTo(reasons));
    }

    [TestCase("Password1", "very common password")]
    [TestCase("qazwsxedc", "common password")]
    [TestCase("aaaaaaaaaaaaaaa", "“aaa”")]
    [TestCase("cdefghijklmnopq", "“abc”")]
    [TestCase("1987-03-04", "Dates")]
    [TestCase("p@$$w0rd", "look-alikes")]
    [TestCase("smithjohnson", "Names")]
    [TestCase("smithjohnson", "From 15 characters on")]
    [Property("Checklist", "G6")]
    public async Task A_weak_password_gets_advice_that_fits(string password, string advice)
    {
        await using var app = new PasswordApp();

        Assert.That(app.Policy.Check(password, Address, Shop).Advice.Select(each => each.In(Language.English)), Has.Some.Contains(advice));
    }

    [TestCase("smithjohnson", "advice-names")]
    [TestCase("michaeljennifer", "advice-names")]
    [TestCase("yamaguchi", "advice-names")]
    [TestCase("henrietta", "advice-names")]
    [TestCase("thaddeus", "advice-names")]
    [TestCase("x298080076", "advice-sequences")]
    [TestCase("abc", "advice-sequences")]
    [TestCase("zxcvfdsaqwer", "advice-neighbouring-keys")]
    [TestCase("seventeenumbrella", "advice-common-words")]
    [TestCase("19871988", "advice-dates")]
    [TestCase("SunnyShop1", "advice-own-data")]
    [TestCase("SUNNY SHOP", "advice-unthought-of")]
    [Property("Checklist", "G6")]
    public async Task Each_weakness_has_its_advice(string password, string advice)
    {
        await using var app = new PasswordApp();

        Assert.That(app.Policy.Check(password, Address, Shop).Advice.Select(each => each.Code), Does.Contain(advice));
    }

    [Test]
    public async Task The_longest_weaknesses_are_told_first()
    {
        await using var app = new PasswordApp();

        var advice = app.Policy.Check("abcdpassword1987-03-04", Address, Shop).Advice;

        Assert.That(advice.Take(3), Is.EqualTo([PasswordAdvice.Dates, PasswordAdvice.CommonPassword, PasswordAdvice.MoreWords]));
    }

    [TestCase(14, true)]
    [TestCase(15, false)]
    [TestCase(14, false, "Preset", "nist-800-63b-4")]
    [TestCase(14, false, "Preset", "classic")]
    public async Task Whoever_would_be_free_of_mixing_by_a_longer_password_is_told_so(int length, bool told, params string[] setting)
    {
        await using var app = setting is [var name, var value] ? new PasswordApp((name, value)) : new PasswordApp();

        var advice = app.Policy.Check("password".PadRight(length, 'a'), Address, Shop).Advice;

        Assert.That(advice.Any(each => each.Code == "advice-any-characters"), Is.EqualTo(told));
    }

    [Test]
    public async Task The_longest_password_may_be_free_of_mixing_too()
    {
        await using var app = new PasswordApp(("MixBelow", "64"), ("MaxLength", "64"));

        Assert.That(app.Policy.Check("password", Address, Shop).Advice, Does.Contain(PasswordAdvice.AnyCharacters(64)));
    }

    [Test]
    public async Task A_shops_own_preset_stands_in_place_of_the_services()
    {
        await using var app = new PasswordApp(Classic);

        Assert.That(app.Policy.Rules("nist-800-63b-4"), Is.EqualTo(new PasswordRules(15, 256, 0, 3)));
        Assert.That(app.Policy.Check("Kx9vL2qT", Address, Shop, "nist-800-63b-4").Reasons.Select(reason => reason.Code), Is.EqualTo(["too-short"]));
    }

    [Test]
    public async Task The_best_score_needs_no_advice()
    {
        await using var app = new PasswordApp();

        Assert.That(app.Policy.Check(Strong, Address, Shop).Advice, Is.Empty);
    }

    [Test]
    [Property("Checklist", "H5")]
    public async Task Only_the_first_64_code_points_are_judged([Values("a", "😀")] string weak)
    {
        await using var app = new PasswordApp();
        int Score(int repeats) => app.Policy.Check(string.Concat(Enumerable.Repeat(weak, repeats)) + Strong, Address, Shop).Score;

        Assert.That(Score(repeats: 64), Is.Zero);
        Assert.That(Score(repeats: 54), Is.EqualTo(PasswordStrength.BestScore));
    }

    [TestCase("")]
    [TestCase("ab")]
    [Property("Checklist", "G6")]
    public async Task A_refusal_names_every_reason(string password)
    {
        await using var app = new PasswordApp();

        var verdict = app.Policy.Check(password, Address, shopName: "");

        Assert.That(verdict.Acceptable, Is.False);
        Assert.That(verdict.Reasons.Select(r => r.Code), Is.SupersetOf(["too-short", "needs-digit", "needs-uppercase", "too-guessable"]));
        Assert.That(verdict.Reasons[0].In(Language.English), Is.EqualTo("Use at least 8 characters."));
        Assert.That(verdict.Advice, Is.Not.Empty);
    }

    [Test]
    public async Task A_verdict_does_not_show_the_password()
    {
        await using var app = new PasswordApp();

        Assert.That(app.Policy.Check(Strong, Address, Shop).ToString(), Does.Not.Contain(Strong));
    }

    private static IEnumerable<string> Refusals(PasswordApp app, string password)
    {
        var verdict = app.Policy.Check(password, Address, Shop);
        Assert.That(verdict.Acceptable, Is.EqualTo(verdict.Reasons.Count == 0));

        return verdict.Reasons.Select(reason => reason.Code);
    }

    private static string Emojis(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => new Rune(0x1F600 + (i * 37 % 80)).ToString()));
}
