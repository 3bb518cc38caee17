using ResetService.Passwords;

namespace ResetService.Tests.Passwords;

internal sealed class PasswordOptionsTests
{
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private const string Zeros = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    [TestCase("Preset", "nist")]
    [TestCase("MinLength", "7")]
    [TestCase("MaxLength", "63")]
    [TestCase("MaxLength", "513")]
    [TestCase("MixBelow", "-1")]
    [TestCase("MinScore", "5")]
    [TestCase("MinScore", "high")]
    [TestCase("BlocklistFile", "/nowhere/passwords.txt")]
    [TestCase("BlocklistFile", "")]
    [TestCase("Pepper", "")]
    [TestCase("Pepper", "not base64")]
    [TestCase("Pepper", "c2hvcnQ=")]
    [TestCase("Pepper", Key + Key)]
    [TestCase("Pepper", Zeros)]
    [TestCase("Pepper", "AAECAwQFBgcICQoLDA0ODxAREhISEhISEhISEhISEhI=")]
    [TestCase("PreviousPeppers", "c2hvcnQ=", "PreviousPeppers:0")]
    [TestCase("Hash:MemoryKiB", "7167")]
    [TestCase("Hash:MemoryKiB", "1048577")]
    [TestCase("Hash:MemoryKiB", "19455")]
    [TestCase("Hash:Iterations", "1")]
    [TestCase("Hash:Iterations", "65")]
    [TestCase("Hash:Concurrency", "0")]
    [TestCase("Hash:QueueLimit", "-1")]
    [TestCase("Format", "md5")]
    [TestCase("Format", "")]
    [TestCase("Pbkdf2:Sha512Iterations", "219999")]
    [TestCase("Pbkdf2:Sha512Iterations", "10000001")]
    [TestCase("Pbkdf2:Sha256Iterations", "599999")]
    [TestCase("Bcrypt:Cost", "9")]
    [TestCase("Bcrypt:Cost", "17")]
    [TestCase("Range:BaseUrl", "api.pwnedpasswords.com")]
    [TestCase("Range:BaseUrl", "ftp://api.pwnedpasswords.com")]
    [TestCase("Range:Timeout", "00:01:00")]
    [TestCase("Range:Timeout", "00:00:00")]
    [TestCase("Range:WhenDown", "shrug")]
    [TestCase("Range:WhenDown", "7")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string named, string value, string? setting = null)
    {
        await using var app = new PasswordApp((setting ?? named, value));

        await Assert.ThatAsync(app.StartAsync, Throws.Exception.Message.Contains($"Passwords:{named}"));
    }

    [Test]
    public async Task An_unknown_setting_stops_the_start_and_is_named()
    {
        await using var app = new PasswordApp(("Hash:Parallelism", "4"));

        await Assert.ThatAsync(app.StartAsync, Throws.Exception.Message.Contains("Parallelism"));
    }

    [Test]
    public async Task Costs_that_are_bearable_alone_can_be_too_much_together()
    {
        await using var app = new PasswordApp(("Hash:MemoryKiB", "1048576"), ("Hash:Iterations", "5"));

        await Assert.ThatAsync(app.StartAsync, Throws.Exception.Message.Contains("Passwords:Hash:MemoryKiB, Passwords:Hash:Iterations"));
    }

    [TestCase("47104", "1")]
    [TestCase("12288", "3")]
    [TestCase("9216", "4")]
    [TestCase("7168", "5")]
    [TestCase("65536", "3")]
    [Property("Checklist", "H1")]
    public async Task OWASPs_equivalents_and_more_may_be_set(string memory, string iterations)
    {
        await using var app = new PasswordApp(("Hash:MemoryKiB", memory), ("Hash:Iterations", iterations));

        await Assert.ThatAsync(app.StartAsync, Throws.Nothing);
    }

    [Test]
    public async Task A_pepper_for_a_format_that_takes_none_stops_the_start_and_is_named()
    {
        await using var app = new PasswordApp(("Format", PasswordFormats.Bcrypt), ("Pepper", Key));

        await Assert.ThatAsync(app.StartAsync, Throws.Exception.Message.Contains("Passwords:Pepper").And.Message.Not.Contains(Key));
    }

    [Test]
    public async Task A_poor_pepper_that_was_taken_once_can_be_rotated_out()
    {
        await using var app = new PasswordApp(("Pepper", Key), ("PreviousPeppers:0", Zeros));

        await Assert.ThatAsync(app.StartAsync, Throws.Nothing);
    }

    [Test]
    public async Task A_wrong_pepper_is_not_shown()
    {
        await using var app = new PasswordApp(("Pepper", "bm90IGEgcGVwcGVy"));

        await Assert.ThatAsync(app.StartAsync, Throws.Exception.Message.Not.Contain("bm90IGEgcGVwcGVy"));
        Assert.That(new PasswordOptions { Pepper = Key }.ToString(), Does.Not.Contain(Key));
    }

    // A gigabyte has room for thirteen; a container of 512 MiB tells .NET three quarters of it.
    [TestCase(1L << 30, 2, 2)]
    [TestCase(1L << 30, 64, 13)]
    [TestCase(384L << 20, 32, 5)]
    [TestCase(16L << 20, 8, 1)]
    [TestCase(1L << 40, 128, 128)]
    [Property("Checklist", "H6")]
    public void Hashes_take_a_quarter_of_the_memory_at_most_and_no_more_than_the_cores(long memory, int cores, int hashes) =>
        Assert.That(PasswordHashOptions.ThatFit(memory, cores), Is.EqualTo(hashes));
}
