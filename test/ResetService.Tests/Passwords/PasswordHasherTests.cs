using System.Text;
using ResetService.Passwords;

namespace ResetService.Tests.Passwords;

internal sealed class PasswordHasherTests
{
    private const string Password = "Zimný čajník 42";
    private const string Salt = "AAECAwQFBgcICQoLDA0ODw";

    // Made by the reference implementation (argon2 20171227) from the password's NFC bytes and the salt 00 01 .. 0f.
    private const string Reference = $"$argon2id$v=19$m=19456,t=2,p=1${Salt}$oMoeGpgd/7Xm/W+P13XAEuYdPTkh6obE+qfiWyNwcX8";

    // The pepper is 00 01 .. 1f; its HMAC-SHA-256 of those bytes, 94d112af587b898b..., went into the reference implementation.
    private const string Pepper = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private const string Peppered = $"$argon2id$v=19$m=19456,t=2,p=1,keyid=Yw3NKWbE${Salt}$avdNyTKoSjriQDBYj4sf0JnsfqAwjuAR+BdSPc728to";

    private const string OtherPepper = "//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA=";

    [Test]
    [Property("Checklist", "H1")]
    [Property("Checklist", "H3")]
    public async Task A_hash_is_a_PHC_string_with_its_cost_and_a_salt_of_its_own()
    {
        await using var app = new PasswordApp();

        var hashes = new[] { await HashAsync(app, Password), await HashAsync(app, Password) };

        Assert.That(hashes, Has.All.Match(@"\A\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}\z"));
        Assert.That(hashes.Select(hash => hash.Split('$')[4]), Is.Unique);
        Assert.That(hashes.Select(hash => hash.Split('$')[5]), Is.Unique);
    }

    [Test]
    public async Task The_cost_is_a_setting()
    {
        await using var app = new PasswordApp(("Hash:MemoryKiB", "7168"), ("Hash:Iterations", "5"));

        var hash = await HashAsync(app, Password);

        Assert.That(hash, Does.StartWith("$argon2id$v=19$m=7168,t=5,p=1$"));
        Assert.That(await VerifyAsync(app, Password, hash), Is.True);
    }

    [Test]
    public async Task A_hash_of_the_reference_implementation_verifies()
    {
        await using var app = new PasswordApp();

        Assert.That(await VerifyAsync(app, Password, Reference), Is.True);
        Assert.That(await VerifyAsync(app, Password + " ", Reference), Is.False);
    }

    [Test]
    [Property("Checklist", "G7")]
    public async Task Composed_and_decomposed_spellings_verify_alike()
    {
        await using var app = new PasswordApp();
        var decomposed = Password.Normalize(NormalizationForm.FormD);

        Assert.That(decomposed, Has.Length.GreaterThan(Password.Length));
        Assert.That(await VerifyAsync(app, decomposed, Reference), Is.True);
        Assert.That(await VerifyAsync(app, Password, await HashAsync(app, decomposed)), Is.True);
    }

    [Test]
    [Property("Checklist", "G3")]
    public async Task Every_character_counts()
    {
        await using var app = new PasswordApp();
        var password = new string('p', 100);
        var hash = await HashAsync(app, password);

        Assert.That(await VerifyAsync(app, password, hash), Is.True);
        foreach (var other in new[] { password[..72], password[..99], password + "x" })
            Assert.That(await VerifyAsync(app, other, hash), Is.False);
    }

    [TestCase(null)]
    [TestCase(Pepper)]
    [Property("Checklist", "G9")]
    public async Task A_password_goes_on_behind_a_NUL(string? pepper)
    {
        await using var app = pepper is null ? new PasswordApp() : new PasswordApp(("Pepper", pepper));
        var hash = await HashAsync(app, "aaaa\0bbbb");

        Assert.That(await VerifyAsync(app, "aaaa\0bbbb", hash), Is.True);
        Assert.That(await VerifyAsync(app, "aaaa", hash), Is.False);
        Assert.That(await VerifyAsync(app, "aaaa\0cccc", hash), Is.False);
    }

    [Test]
    [Property("Checklist", "G9")]
    public async Task A_lone_surrogate_is_never_hashed()
    {
        await using var app = new PasswordApp();

        await Assert.ThatAsync(() => HashAsync(app, "aaaa\ud800bbbb"), Throws.ArgumentException);
        await Assert.ThatAsync(() => VerifyAsync(app, "aaaa\ud800bbbb", Reference), Throws.ArgumentException);
    }

    [Test]
    [Property("Checklist", "H4")]
    public async Task The_published_vector_of_the_pepper_verifies()
    {
        await using var app = new PasswordApp(("Pepper", Pepper));

        Assert.That(await VerifyAsync(app, Password, Peppered), Is.True);
        Assert.That(await VerifyAsync(app, Password + "x", Peppered), Is.False);
        Assert.That(await HashAsync(app, Password), Does.Contain(",keyid=Yw3NKWbE$"));
    }

    [Test]
    [Property("Checklist", "H4")]
    public async Task Hashes_under_two_peppers_and_under_none_verify_side_by_side()
    {
        await using var app = new PasswordApp(("Pepper", OtherPepper), ("PreviousPeppers:0", Pepper));
        var current = await HashAsync(app, Password);

        Assert.That(current, Does.Contain(",keyid=").And.Not.Contain("Yw3NKWbE"));
        foreach (var hash in new[] { current, Peppered, Reference })
            Assert.That(await VerifyAsync(app, Password, hash), Is.True, hash);
    }

    [Test]
    [Property("Checklist", "H4")]
    public async Task A_hash_under_an_unknown_pepper_never_verifies()
    {
        await using var unpeppered = new PasswordApp();
        await using var other = new PasswordApp(("Pepper", OtherPepper));
        var renamed = (await HashAsync(other, Password)).Split("keyid=")[1][..8];

        Assert.That(await VerifyAsync(unpeppered, Password, Peppered), Is.False);
        Assert.That(await VerifyAsync(other, Password, Peppered), Is.False);
        Assert.That(await VerifyAsync(other, Password, Peppered.Replace("Yw3NKWbE", renamed, StringComparison.Ordinal)), Is.False);
    }

    [Test]
    public async Task A_pepper_that_was_switched_off_still_verifies()
    {
        await using var app = new PasswordApp(("PreviousPeppers:0", Pepper));

        Assert.That(await VerifyAsync(app, Password, Peppered), Is.True);
        Assert.That(await HashAsync(app, Password), Does.Not.Contain("keyid"));
    }

    [TestCase("")]
    [TestCase("Zimný čajník 42")]
    [TestCase("$2a$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW")]
    [TestCase($"$argon2i$v=19$m=19456,t=2,p=1${Salt}$oMoeGpgd/7Xm/W+P13XAEuYdPTkh6obE+qfiWyNwcX8")]
    [TestCase($"$argon2id$m=19456,t=2,p=1${Salt}$oMoeGpgd/7Xm/W+P13XAEuYdPTkh6obE+qfiWyNwcX8")]
    [TestCase($"$argon2id$v=19$m=19456,t=2,p=1${Salt}$")]
    [TestCase($"$argon2id$v=19$m=19456,t=2,p=1${Salt}$oMoe")]
    [TestCase($"$argon2id$v=19$m=8,t=2,p=9${Salt}$oMoeGpgd/7Xm/W+P13XAEuYdPTkh6obE+qfiWyNwcX8")]
    [TestCase(Reference + "\n")]
    [TestCase(Reference + "A")]
    public async Task What_is_not_such_a_hash_never_verifies(string hash)
    {
        await using var app = new PasswordApp();

        Assert.That(await VerifyAsync(app, Password, hash), Is.False);
    }

    [TestCase("m=1048577,t=1")]
    [TestCase("m=4294967295,t=1")]
    [TestCase("m=99999999999999999999,t=1")]
    [TestCase("m=8192,t=65")]
    [TestCase("m=8192,t=4294967295")]
    [TestCase("m=1048576,t=5")]
    [Property("Checklist", "H6")]
    public void A_stored_hash_that_asks_for_too_much_work_is_not_even_tried(string cost) =>
        Assert.That(Argon2Hash.TryParse(Reference.Replace("m=19456,t=2", cost, StringComparison.Ordinal)), Is.Null);

    [TestCase("$argon2id$v=19$m=262144,t=2,p=1$c29tZXNhbHQ$eP4eyR+zqlZX1y5xCFTkw9m5GYx0L5YWwvCFvtlbLow", "password")]
    [TestCase("$argon2id$v=19$m=4096,t=1,p=3$PkEgcHJldHR5IGxvbmcgc2FsdA$HUqx5Z1b/ZypnUrvvJ5UC2Q+T6Q1WwASK/Kr9dRbGA0", "K3S=KyH#)36_?]LxeR8QNKw6X=gFbxai$C%29V*")]
    public async Task Published_vectors_with_other_salts_costs_and_lanes_verify(string hash, string password)
    {
        await using var app = new PasswordApp();

        Assert.That(await VerifyAsync(app, password, hash), Is.True);
    }

    private static async Task<string> HashAsync(PasswordApp app, string password) =>
        await app.Hasher.HashAsync(password, CancellationToken.None) ?? throw new InvalidOperationException("The gate is full.");

    private static Task<bool?> VerifyAsync(PasswordApp app, string password, string hash) =>
        app.Hasher.VerifyAsync(password, hash, CancellationToken.None);
}
