using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ResetService.Hosting;
using ResetService.Languages;
using ResetService.Letters;
using ResetService.Storefronts;
using ResetService.Tests.Support;

namespace ResetService.Tests.Letters;

/// <summary>Every mail in every language, as the service's own templates write it. They lie in artifacts/mails afterwards, to look at.</summary>
internal sealed partial class LetterTests
{
    // Gmail clips a mail at 102 KB; a shop's own words need room.
    private const int MostBytes = 60_000;

    private static readonly Storefront Shop = new()
    {
        Name = "Example Shop",
        SignInUrl = new Uri("https://shop.example.com/sign-in"),
        Sender = "no-reply@shop.example.com",
        SupportEmail = "support@shop.example.com",
    };

    private static IEnumerable<TestCaseData> All =>
        from language in Language.All
        from letter in LetterSamples.All
        select new TestCaseData(letter, language).SetArgDisplayNames(letter.Kind, language.Tag);

    [TestCaseSource(nameof(All))]
    public void Both_parts_say_all_that_there_is_to_say(Letter letter, Language language)
    {
        var mail = Render(letter, Shop, language);
        Keep(mail, letter, language);

        // The words of each kind are in both parts, but for those that only the inbox shows, links', which stand as addresses in the text, and marks.
        var texts = ((Dictionary<string, string>)mail.Model["texts"]!).Where(text => text.Key is not ("subject" or "subject-with-code" or "preheader" or "go" or "colon")).Select(text => text.Value);
        var facts = letter.Facts(language).Where(fact => fact.Name is not ("minutes" or "hours" or "date" or "time" or "contactLink"))
            .SelectMany(fact => fact.Value is string[] lines ? lines : [$"{fact.Value}"]);
        var said = texts.Concat(facts).Append(Shop.SupportEmail).Append(LetterSamples.Reference).Where(words => IsOfHelpTo(letter, words, language));

        Assert.Multiple(() =>
        {
            foreach (var words in said)
            {
                Assert.That(mail.Text, Does.Contain(words));
                Assert.That(WebUtility.HtmlDecode(mail.Html), Does.Contain(words));
            }
        });
    }

    [TestCaseSource(nameof(All))]
    public void It_is_small_and_of_one_language_and_leaves_nothing_open(Letter letter, Language language)
    {
        var mail = Render(letter, Shop, language);

        Assert.Multiple(() =>
        {
            Assert.That(mail.Subject, Is.Not.Empty.And.Not.Contains("\n"));
            Assert.That($"{mail.Subject}{mail.Text}{Styles().Replace(mail.Html, "")}", Does.Not.Match(@"[{}]|texts\."));
            Assert.That(Encoding.UTF8.GetByteCount(mail.Html), Is.LessThan(MostBytes));
            Assert.That(mail.Html, Does.Contain($"<html lang=\"{language.Tag}\" dir=\"{language.Direction}\">").And.Contain("<meta name=\"color-scheme\" content=\"light dark\">"));
            Assert.That(mail.Html, Does.Not.Contain("<script").And.Not.Contain("<link").And.Not.Contain("@import"));
        });
    }

    [TestCase("<b>x</b>")]
    [TestCase("""<b>Tea</b> & "Söhne" 'n' `{{x}}` = 🫖""")]
    [TestCase("متجر الشاي")]
    [TestCase("חנות <i>תה</i>")]
    [TestCase("\u202Egnp.exe\u202C")]
    [TestCase("200")]
    [Property("Checklist", "K5")]
    public void What_others_wrote_arrives_as_text(string hostile)
    {
        var name = hostile == "200" ? new string('W', 200) : hostile;
        var shop = Shop with { Name = name, LogoUrl = new Uri("https://shop.example.com/logo.png?a=1&b=2\"><b>") };
        var request = new SupportCaseLetter("ada@example.com", "ada.l@example.org", $"{name}\r\n{name}", Language.English, DateTimeOffset.UnixEpoch);

        foreach (var language in Language.All)
        {
            var code = Render(LetterSamples.All[0], shop, language);
            var message = Render(request, shop, language);

            Assert.That(code.Subject, Does.Contain(name));
            Assert.That(code.Text, Does.Contain(name));
            Assert.That(WebUtility.HtmlDecode(code.Html), Does.Contain($"alt=\"{name}\"").And.Contain(code.Subject));
            Assert.That(message.Text, Does.Contain($"    {name}\n    {name}\n"));
            Assert.That(WebUtility.HtmlDecode(message.Html), Does.Contain($"\n{name}<br>\n{name}<br>\n"));
            Assert.That(code.Html + message.Html, Does.Not.Contain("<b>").And.Not.Contain("<i>"));
        }
    }

    [TestCase("ada.l+shop@example.org", "mailto:ada.l%2Bshop@example.org")]
    [TestCase("staff%40shop.example?cc=x@evil.example", "mailto:staff%2540shop.example%3Fcc%3Dx@evil.example")]
    [TestCase("staff%40shop.example?bcc=x@evil.example", "mailto:staff%2540shop.example%3Fbcc%3Dx@evil.example")]
    [TestCase("ada?body=Yes&subject=Hi@evil.example", "mailto:ada%3Fbody%3DYes%26subject%3DHi@evil.example")]
    [TestCase("o'ada#1/2@bücher.example", "mailto:o%27ada%231%2F2@b%C3%BCcher.example")]
    [Property("Checklist", "K5")]
    public void An_answer_goes_to_the_customer_s_address_alone(string contact, string link)
    {
        var mail = Render(new SupportCaseLetter("ada@example.com", EmailAddress.Parse(contact).Typed, "Help", Language.English, DateTimeOffset.UnixEpoch), Shop, Language.English);

        Assert.That(mail.Html, Does.Contain($"href=\"{link}\""));
        Assert.That(WebUtility.HtmlDecode(mail.Html), Does.Contain($">{contact}</a>"));
        Assert.That(mail.Text, Does.Contain($"Answer to: {contact}\n"));
    }

    [TestCase(false, "Your code for Example Shop")]
    [TestCase(true, "042137 is your code for Example Shop")]
    public void The_code_is_in_the_subject_only_where_the_shop_wants_it(bool wanted, string subject) =>
        Assert.That(Render(LetterSamples.All[0], Shop with { CodeInSubject = wanted }, Language.English).Subject, Is.EqualTo(subject));

    [TestCase("00:09:59", "The code is valid for 9 minutes.")]
    [TestCase("00:01:59", "The code is valid for 1 minute.")]
    [TestCase("00:00:01", "The code is valid for 1 minute.")]
    public void A_code_s_time_is_rounded_down(string left, string said) =>
        Assert.That(Render(new CodeLetter("042137", TimeSpan.Parse(left, null)), Shop, Language.English).Text, Does.Contain(said));

    [TestCase("00:59:00", "for 59 minutes and")]
    [TestCase("01:59:00", "for 119 minutes and")]
    [TestCase("02:00:00", "for 2 hours and")]
    [TestCase("1.00:00:00", "for 24 hours and")]
    public void A_link_s_time_is_told_in_hours_where_these_are_many(string left, string said) =>
        Assert.That(Render(new LinkLetter(new Uri(LetterSamples.Link), TimeSpan.Parse(left, null)), Shop, Language.English).Text, Does.Contain(said));

    [Test]
    public void Many_mails_are_written_at_once()
    {
        using var directory = new TemporaryDirectory();
        var templates = LetterTemplates.Read(directory.Path); // compiled by nobody yet

        var written = Enumerable.Range(0, 64).AsParallel().WithDegreeOfParallelism(16)
            .Select(number => templates.Render(LetterSamples.All[number % LetterSamples.All.Count], Shop, Language.All[number % Language.All.Count], LetterSamples.Reference).Html);

        Assert.That(written.ToArray(), Has.All.EndsWith("</html>\n"));
    }

    [Test]
    public void What_is_not_known_of_a_change_is_left_out()
    {
        var mail = Render(new ChangedLetter(DateTimeOffset.UnixEpoch, Network: null, Device: null), Shop, Language.English);

        Assert.That(mail.Text, Does.Contain("Thursday, January 1, 1970").And.Not.Contain("Device").And.Not.Contain("Network"));
        Assert.That(mail.Html, Does.Not.Contain("Device").And.Not.Contain("Network"));
    }

    [Test]
    public void The_brand_is_the_shop_s()
    {
        var branded = Render(LetterSamples.All[1], Shop with { AccentColor = "#ffd400", LogoUrl = new Uri("https://shop.example.com/logo.png") }, Language.English);

        Assert.That(branded.Html, Does.Contain("background-color: #ffd400").And.Contain("color: #000000").And.Contain("src=\"https://shop.example.com/logo.png\" alt=\"Example Shop\""));
        Assert.That(Render(LetterSamples.All[1], Shop, Language.English).Html, Does.Not.Contain("<img"));
    }

    // Word, which draws Outlook's mails, knows no padding on a link.
    [Test]
    public void A_button_keeps_its_room_in_Outlook()
    {
        var buttons = LetterSamples.All.SelectMany(letter => Button().Matches(Render(letter, Shop, Language.English).Html)).ToArray();

        Assert.That(buttons, Has.Length.EqualTo(2));
        Assert.That(buttons.Select(button => button.Groups["cell"].Value), Is.EqualTo(buttons.Select(button => button.Groups["link"].Value)));
    }

    private static RenderedLetter Render(Letter letter, Storefront shop, Language language) =>
        LetterTemplates.Standard.Render(letter, shop, language, LetterSamples.Reference);

    // The shop's own staff is not told how to reach itself.
    private static bool IsOfHelpTo(Letter letter, string words, Language language) =>
        letter is not SupportCaseLetter || (words != Shop.SupportEmail && words != language.Text("mail.every.help"));

    private static void Keep(RenderedLetter mail, Letter letter, Language language)
    {
        var directory = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "mails", language.Tag)).FullName;
        File.WriteAllText(Path.Combine(directory, $"{letter.Kind}.html"), mail.Html);
        File.WriteAllText(Path.Combine(directory, $"{letter.Kind}.txt"), $"{mail.Subject}\n\n{mail.Text}");
    }

    // A link in a cell of the shop's colour, and the room in each.
    [GeneratedRegex("""<td bgcolor="[^>]*?(mso-padding-alt: (?<cell>[^;]+);)?"><a [^>]*\bpadding: (?<link>[^;]+);""")]
    private static partial Regex Button();

    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex Styles();
}
