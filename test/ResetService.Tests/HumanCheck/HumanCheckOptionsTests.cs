using ResetService.HumanCheck;

namespace ResetService.Tests.HumanCheck;

internal sealed class HumanCheckOptionsTests
{
    private static readonly (string, string)[] Siteverify = [("Mode", "siteverify"), ("Siteverify:Url", "https://verifier.example.com/"), ("Siteverify:Secret", "s")];

    [Test]
    public async Task Production_needs_no_setting_and_is_checked()
    {
        await using var app = new HumanCheckApp();

        await Assert.ThatAsync(app.StartAsync, Throws.Nothing);
        Assert.That(new HumanCheckOptions().Mode, Is.EqualTo(HumanCheckMode.Altcha));
    }

    [Test]
    public async Task Off_needs_a_second_word_in_production()
    {
        await using var off = new HumanCheckApp(("Mode", "off"));
        await using var allowed = new HumanCheckApp(("Mode", "off"), ("AllowOff", "true"));

        await Assert.ThatAsync(off.StartAsync, Throws.Exception.Message.Contains("HumanCheck:Mode").And.Message.Contains("HumanCheck:AllowOff"));
        await Assert.ThatAsync(allowed.StartAsync, Throws.Nothing);
        Assert.That(await allowed.Check.CheckAsync(proof: null, level: () => Task.FromResult(0), clientAddress: null, CancellationToken.None), Is.Null);
    }

    [TestCase("Mode", "7")]
    [TestCase("Mode", "captcha")]
    [TestCase("Altcha:Lifetime", "00:00:59")]
    [TestCase("Altcha:Lifetime", "01:00:01")]
    [TestCase("Altcha:Cost", "999")]
    [TestCase("Altcha:Cost", "50001")]
    [TestCase("Altcha:Attempts", "0")]
    [TestCase("Altcha:Attempts", "100001")]
    [TestCase("Altcha:MaxLevel", "-1")]
    [TestCase("Altcha:MaxLevel", "5")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string setting, string value)
    {
        await using var app = new HumanCheckApp((setting, value));

        await Assert.ThatAsync(app.StartAsync, Throws.Exception.Message.Contains($"HumanCheck:{setting}"));
    }

    [TestCase("Siteverify:Url", "")]
    [TestCase("Siteverify:Url", "verifier.example.com")]
    [TestCase("Siteverify:Url", "http://verifier.example.com/")]
    [TestCase("Siteverify:Url", "ftp://127.0.0.1/")]
    [TestCase("Siteverify:Secret", "")]
    [TestCase("Siteverify:MinScore", "1.1")]
    [TestCase("Siteverify:Timeout", "00:00:31")]
    [TestCase("Siteverify:Timeout", "00:00:00")]
    public async Task A_wrong_setting_of_the_verifier_stops_the_start_and_is_named(string setting, string value)
    {
        await using var app = new HumanCheckApp([.. Siteverify.Where(s => s.Item1 != setting), (setting, value)]);

        await Assert.ThatAsync(app.StartAsync, Throws.Exception.Message.Contains($"HumanCheck:{setting}"));
    }

    [Test]
    public async Task The_verifier_needs_its_address_and_its_secret()
    {
        await using var app = new HumanCheckApp(("Mode", "siteverify"));

        await Assert.ThatAsync(app.StartAsync, Throws.Exception.Message.Contains("HumanCheck:Siteverify:Url").And.Message.Contains("HumanCheck:Siteverify:Secret"));
    }

    [Test]
    public async Task Right_settings_start()
    {
        await using var app = new HumanCheckApp([.. Siteverify, ("Siteverify:Hostnames:0", "shop.example.com"), ("Siteverify:Action", "reset"), ("Siteverify:MinScore", "0.5")]);

        await Assert.ThatAsync(app.StartAsync, Throws.Nothing);
    }

    [Test]
    public async Task An_unknown_setting_stops_the_start_and_is_named()
    {
        await using var app = new HumanCheckApp(("Altcha:Difficulty", "4"));

        await Assert.ThatAsync(app.StartAsync, Throws.Exception.Message.Contains("Difficulty"));
    }

    [Test]
    public void The_secret_is_not_shown() =>
        Assert.That(new HumanCheckOptions { Siteverify = new() { Secret = "0x4AAA-secret" } }.ToString(), Does.Not.Contain("0x4AAA"));
}
