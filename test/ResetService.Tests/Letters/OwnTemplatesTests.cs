using ResetService.Languages;
using ResetService.Letters;
using ResetService.Storefronts;
using ResetService.Tests.Support;

namespace ResetService.Tests.Letters;

/// <summary>A shop puts files in the place of the service's templates.</summary>
internal sealed class OwnTemplatesTests
{
    private TemporaryDirectory directory = null!;

    [SetUp]
    public void MakeDirectory() => directory = new();

    [TearDown]
    public void RemoveDirectory() => directory.Dispose();

    [Test]
    public void What_a_shop_has_goes_before_the_service_s_own_and_a_language_before_all()
    {
        Write("password-reset-code.text.hbs", "{{shop}}: {{code}}");
        Write("password-reset-code.en.subject.hbs", "Psst: {{texts.subject}}\n");
        Write("foot.text.hbs", "{{lang}}, bye");

        var code = Render(LetterSamples.All[0]);
        var link = Render(LetterSamples.All[1]);

        Assert.That((code.Subject, code.Text), Is.EqualTo(("Psst: Your code for Tea & Söhne", "Tea & Söhne: 042137")));
        Assert.That(code.Html, Does.Contain("<title>Psst: Your code for Tea &amp; Söhne</title>"));
        Assert.That(link.Subject, Is.EqualTo("Your link for Tea & Söhne"));
        Assert.That(link.Text, Does.Contain(LetterSamples.Link).And.EndWith("en, bye"));
        Assert.That(Check(), Is.Null);
    }

    [TestCase("password-reset-code.html.hbs", "<p>{{texts.nothing}} {{code}}", "password-reset-code in en can't be written: nothing")]
    [TestCase("password-reset-code.html.hbs", "<p>{{> nothing}} {{code}}", "nothing")]
    [TestCase("password-reset-code.text.hbs", "{{#if shop}}{{code}}", "if")]
    [TestCase("password-reset-code.text.hbs", "Your code", "password-reset-code in en")]
    [TestCase("password-reset-link.html.hbs", "<a href='https://shop.example.com'>", "password-reset-link in en")]
    [TestCase("password-reset-code.html.hbs", "{{{shop}}} {{code}}", "{{ }}")]
    [TestCase("password-reset-code.html.hbs", "{{&shop}} {{code}}", "{{ }}")]
    [TestCase("password-reset-cod.html.hbs", "{{code}}", "password-reset-cod.html.hbs")]
    [TestCase("password-reset-code.tlh.html.hbs", "{{code}}", "password-reset-code.tlh.html.hbs")]
    [TestCase("password-reset-code.hbs", "{{code}}", "password-reset-code.hbs")]
    public void A_template_that_would_fail_a_customer_stops_the_start(string file, string template, string named)
    {
        Write(file, template);

        Assert.That(Check(), Does.StartWith("Storefronts:default:MailTemplates: ").And.Contain(named));
    }

    [Test]
    public void A_directory_that_is_not_there_is_named() =>
        Assert.That(Check(Shop() with { MailTemplates = "/no/such" }), Is.EqualTo("Storefronts:default:MailTemplates: there is no directory /no/such."));

    private Storefront Shop() => new()
    {
        Name = "Tea & Söhne",
        SignInUrl = new Uri("https://tea.example.com/sign-in"),
        Sender = "no-reply@tea.example.com",
        SupportEmail = "support@tea.example.com",
        Locales = ["en"],
        MailTemplates = directory.Path,
    };

    private string? Check(Storefront? shop = null) =>
        new LetterCheck().Validate(name: null, new StorefrontOptions { [StorefrontOptions.Default] = shop ?? Shop() }).FailureMessage;

    private RenderedLetter Render(Letter letter) => LetterTemplates.Read(directory.Path).Render(letter, Shop(), Language.English, LetterSamples.Reference);

    private void Write(string file, string template) => File.WriteAllText(Path.Combine(directory.Path, file), template);
}
