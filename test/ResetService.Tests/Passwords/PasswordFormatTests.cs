using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ResetService.Passwords;

namespace ResetService.Tests.Passwords;

/// <summary>What all formats have in common, and what each keeps of a password.</summary>
internal sealed class PasswordFormatTests
{
    private const string Password = "Zimný čajník 42";

    private static readonly string[] Formats =
    [
        PasswordFormats.Argon2id, PasswordFormats.Pbkdf2Sha512, PasswordFormats.AspNetIdentity, PasswordFormats.DjangoPbkdf2, PasswordFormats.DjangoArgon2, PasswordFormats.Bcrypt,
    ];

    private static readonly string[] ForeignFormats = Formats[1..];

    // Made by Python's hashlib, by Django 3.2 and by python3-bcrypt 3.2; Identity's layout around hashlib's key, for each of its functions
    // and once with the shortest key that Identity verifies.
    private static readonly string[] Published =
    [
        "$pbkdf2-sha512$i=220000,l=64$AAECAwQFBgcICQoLDA0ODw$0HDV0cHcX9QWOAvMKn3wyS9h0aeux5YhUREaZ7QSLpPYKazmKm2/Riry183eRgdcjqtz+DyXElVYT82No1A4mw",
        "AQAAAAAAAAPoAAAAEAABAgMEBQYHCAkKCwwNDg9YNVtN2/G45YdoSPtAfvucezxFSnoUvLPelpkQBApyvw==",
        "AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg9kyggUhwJ9FJHI1jc3aOkNIiHUEXcQfCOc8yvxJu43hA==",
        "AQAAAAIAAYagAAAAEAABAgMEBQYHCAkKCwwNDg/sooSOcMuHrIolQ8TPVrg8bPkt/3vfIXaIZByx43ON4w==",
        "AQAAAAIAAYagAAAAEAABAgMEBQYHCAkKCwwNDg/sooSOcMuHrIolQ8TPVrg8",
        "pbkdf2_sha256$260000$abcdefghijklmnopqrstuv$DVwzKmnkxWesjSo90AC/0NxmZvzU2towHoCJm49Vyxo=",
        "argon2$argon2id$v=19$m=102400,t=2,p=8$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dg$i2JxKTZ9S4zogCMfBIhF5g",
        "$2b$12$abcdefghijklmnopqrstuuVNOyW2icHnx5Ysgd8ZVm7GU5p5m.TSe",
    ];

    [TestCaseSource(nameof(Formats))]
    [Property("Checklist", "H3")]
    public async Task A_hash_has_a_salt_of_its_own_and_verifies_whatever_new_hashes_are(string format)
    {
        await using var app = new PasswordApp(("Format", format));
        await using var other = new PasswordApp();

        var hashes = new[] { await HashAsync(app, Password), await HashAsync(app, Password) };

        Assert.That(hashes, Is.Unique);
        foreach (var hash in hashes)
        {
            Assert.That(await VerifyAsync(other, Password, hash), Is.True, hash);
            Assert.That(await VerifyAsync(other, Password + " ", hash), Is.False, hash);
        }
    }

    [TestCase(1 << 20, 4, true)]
    [TestCase(1 << 20, 5, false)]
    [TestCase((1 << 20) + 1, 1, false)]
    [TestCase(1 << 16, 64, true)]
    [TestCase(1 << 10, 65, false)]
    public void A_stored_Argon2_hash_may_cost_what_a_service_can_bear(int memoryKiB, int iterations, bool bearable) =>
        Assert.That(new Argon2Cost(memoryKiB, iterations).IsBearable, Is.EqualTo(bearable));

    [TestCase(10_000_000, 64, true)]
    [TestCase(10_000_001, 64, false)]
    [TestCase(1, 65, false)]
    [TestCase(0, 64, false)]
    public void A_stored_PBKDF2_hash_may_cost_what_a_service_can_bear(int iterations, int keyBytes, bool bearable) =>
        Assert.That(new Pbkdf2Hash(HashAlgorithmName.SHA512, iterations, [], new byte[keyBytes]).IsBearable, Is.EqualTo(bearable));

    [TestCase("03", false)]
    [TestCase("04", true)]
    [TestCase("16", true)]
    [TestCase("17", false)]
    public void A_stored_bcrypt_hash_may_cost_what_a_service_can_bear(string cost, bool bearable) =>
        Assert.That(new BcryptFormat(new()).Read($"$2b${cost}${new string('.', 53)}"), bearable ? Is.Not.Null : Is.Null);

    [Test]
    public void What_bcrypt_would_drop_is_not_hashed() =>
        Assert.That(() => new BcryptFormat(new()).Hash(new string('a', 73)), Throws.ArgumentException.With.Message.StartsWith("bcrypt would drop a part of this password."));

    [TestCase(null, PasswordFormats.Argon2id, "$argon2id$v=19$m=19456,t=2,p=1$")]
    [TestCase(null, PasswordFormats.Pbkdf2Sha512, "$pbkdf2-sha512$i=220000,l=64$")]
    [TestCase(null, PasswordFormats.DjangoPbkdf2, "pbkdf2_sha256$600000$")]
    [TestCase(null, PasswordFormats.DjangoArgon2, "argon2$argon2id$v=19$m=19456,t=2,p=1$")]
    [TestCase(null, PasswordFormats.Bcrypt, "$2b$12$")]
    [TestCase("Pbkdf2:Sha512Iterations", PasswordFormats.Pbkdf2Sha512, "$pbkdf2-sha512$i=700001,l=64$")]
    [TestCase("Pbkdf2:Sha256Iterations", PasswordFormats.DjangoPbkdf2, "pbkdf2_sha256$700001$")]
    [TestCase("Bcrypt:Cost", PasswordFormats.Bcrypt, "$2b$11$", "11")]
    [Property("Checklist", "H2")]
    public async Task A_hash_names_its_format_and_its_cost_which_is_a_setting(string? setting, string format, string start, string cost = "700001")
    {
        await using var app = setting is null ? new PasswordApp(("Format", format)) : new PasswordApp(("Format", format), (setting, cost));

        Assert.That(await HashAsync(app, Password), Does.StartWith(start));
    }

    [TestCase(null, 220_000)]
    [TestCase("300001", 300_001)]
    [Property("Checklist", "H2")]
    public async Task Identitys_header_says_SHA_512_and_its_rounds(string? setting, int iterations)
    {
        await using var app = new PasswordApp(("Format", PasswordFormats.AspNetIdentity), ("Pbkdf2:Sha512Iterations", setting ?? "220000"));

        var hash = Convert.FromBase64String(await HashAsync(app, Password));

        Assert.That(hash, Has.Length.EqualTo(13 + 16 + 32));
        Assert.That(
            (hash[0], BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(1)), BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(5)), BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(9))),
            Is.EqualTo((1, 2, iterations, 16)));
    }

    [TestCaseSource(nameof(Published))]
    public async Task Hashes_of_other_implementations_verify(string hash)
    {
        await using var app = new PasswordApp();

        Assert.That(await VerifyAsync(app, Password, hash), Is.True);
        Assert.That(await VerifyAsync(app, Password[..^1], hash), Is.False);
    }

    [TestCaseSource(nameof(ForeignFormats))]
    public async Task A_foreign_format_takes_a_password_as_typed(string format)
    {
        await using var app = new PasswordApp(("Format", format));
        var hash = await HashAsync(app, Password);

        Assert.That(await VerifyAsync(app, Password.Normalize(NormalizationForm.FormD), hash), Is.False);
    }

    [TestCaseSource(nameof(Formats))]
    [Property("Checklist", "G3")]
    [Property("Checklist", "G9")]
    public async Task Every_character_counts_behind_the_72nd_byte_and_behind_a_NUL(string format)
    {
        await using var app = new PasswordApp(("Format", format), ("Bcrypt:PreHash", "true"));
        var password = new string('p', 50) + '\0' + new string('p', 50);
        var hash = await HashAsync(app, password);

        Assert.That(await VerifyAsync(app, password, hash), Is.True);
        foreach (var other in new[] { password[..50], password[..72], password[..100], password + "p" }) Assert.That(await VerifyAsync(app, other, hash), Is.False, other);
    }

    [TestCaseSource(nameof(Formats))]
    [Property("Checklist", "G9")]
    public async Task A_lone_surrogate_is_never_hashed(string format)
    {
        await using var app = new PasswordApp(("Format", format));

        await Assert.ThatAsync(() => HashAsync(app, "aaaa\ud800bbbb"), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void A_password_in_bytes_is_wiped_once_it_was_used_even_where_that_failed()
    {
        byte[]? kept = null;

        Assert.That(PasswordBytes.Use(Password, bytes => (kept = bytes).ToArray()), Is.EqualTo(Encoding.UTF8.GetBytes(Password)));
        Assert.That(kept, Is.Not.Empty.And.All.Zero);
        Assert.That(() => PasswordBytes.Use<int>(Password, bytes => throw new InvalidOperationException($"{(kept = bytes).Length}")), Throws.InvalidOperationException);
        Assert.That(kept, Is.Not.Empty.And.All.Zero);
    }

    [Test]
    [Property("Checklist", "G3")]
    public async Task Bcrypt_takes_72_bytes_and_the_policy_refuses_the_73rd_with_its_reason()
    {
        await using var app = new PasswordApp(("Format", PasswordFormats.Bcrypt), ("Bcrypt:Cost", "10"));
        var (longest, tooLong) = ("Quiet rivers " + new string('é', 29) + "x", "Quiet rivers " + new string('é', 30));

        Assert.That((Encoding.UTF8.GetByteCount(longest), Encoding.UTF8.GetByteCount(tooLong)), Is.EqualTo((72, 73)));
        Assert.That(Reasons(app, longest), Does.Not.Contain("too-many-bytes"));
        Assert.That(Reasons(app, tooLong), Does.Contain("too-many-bytes"));
        Assert.That(app.Policy.Rules().MaxLength, Is.EqualTo(72));
        Assert.That(Reasons(app, new string('x', 73)), Is.EqualTo(["too-long"]));
        var hash = await HashAsync(app, longest);
        Assert.That(await VerifyAsync(app, longest, hash), Is.True);
        Assert.That(await VerifyAsync(app, longest[..^1] + "y", hash), Is.False);
        Assert.That(await VerifyAsync(app, longest + "z", hash), Is.False); // bcrypt itself would not see the difference
        await Assert.ThatAsync(() => HashAsync(app, tooLong), Throws.ArgumentException);
    }

    [Test]
    [Property("Checklist", "G9")]
    public async Task Bcrypt_refuses_a_NUL_with_its_reason()
    {
        await using var app = new PasswordApp(("Format", PasswordFormats.Bcrypt), ("Bcrypt:Cost", "10"));
        var hash = await HashAsync(app, "a Quiet river 42");

        Assert.That(Reasons(app, "a Quiet river 42\0runs deep"), Does.Contain("has-nul"));
        Assert.That(await VerifyAsync(app, "a Quiet river 42\0runs deep", hash), Is.False);
        await Assert.ThatAsync(() => HashAsync(app, "a Quiet river 42\0runs deep"), Throws.ArgumentException);
    }

    [TestCase(PasswordFormats.Argon2id, "false")]
    [TestCase(PasswordFormats.DjangoPbkdf2, "false")]
    [TestCase(PasswordFormats.Bcrypt, "true")]
    public async Task What_is_kept_whole_may_be_long_and_hold_a_NUL(string format, string preHash)
    {
        await using var app = new PasswordApp(("Format", format), ("Bcrypt:PreHash", preHash));

        Assert.That(Reasons(app, $"{new string('é', 100)}\0"), Does.Not.Contain("too-many-bytes").And.Not.Contain("has-nul"));
    }

    [TestCase("$pbkdf2-sha512$i=10000001,l=64$AAECAwQFBgcICQoLDA0ODw$0HDV0cHcX9QWOAvMKn3wyS9h0aeux5YhUREaZ7QSLpPYKazmKm2/Riry183eRgdcjqtz+DyXElVYT82No1A4mw")]
    [TestCase("$pbkdf2-sha512$i=99999999999999999999,l=64$AAECAwQFBgcICQoLDA0ODw$0HDV0cHcX9QWOAvMKn3wyS9h0aeux5YhUREaZ7QSLpPYKazmKm2/Riry183eRgdcjqtz+DyXElVYT82No1A4mw")]
    [TestCase("pbkdf2_sha256$10000001$abcdefghijklmnopqrstuv$DVwzKmnkxWesjSo90AC/0NxmZvzU2towHoCJm49Vyxo=")]
    [TestCase("pbkdf2_sha256$4294967295$abcdefghijklmnopqrstuv$DVwzKmnkxWesjSo90AC/0NxmZvzU2towHoCJm49Vyxo=")]
    [TestCase("argon2$argon2id$v=19$m=1048576,t=5,p=8$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dg$i2JxKTZ9S4zogCMfBIhF5g")]
    [TestCase("$2b$17$abcdefghijklmnopqrstuuVNOyW2icHnx5Ysgd8ZVm7GU5p5m.TSe")]
    [TestCase("$2b$31$abcdefghijklmnopqrstuuVNOyW2icHnx5Ysgd8ZVm7GU5p5m.TSe")]
    [Property("Checklist", "H6")]
    public void A_stored_hash_that_asks_for_too_much_work_is_not_even_tried(string hash) => Assert.That(Read(hash), Is.Null);

    [TestCase(1u, 2u, 10_000_001u, 16u, 32)]
    [TestCase(1u, 2u, 0x8000_0001u, 16u, 32)]
    [TestCase(1u, 2u, 0u, 16u, 32)]
    [TestCase(1u, 2u, 1000u, 16u, 65)]
    [TestCase(1u, 2u, 1000u, 16u, 15)]
    [TestCase(1u, 2u, 1000u, 15u, 32)]
    [TestCase(1u, 2u, 1000u, 33u, 32)]
    [TestCase(1u, 2u, 1000u, 0xffff_ffffu, 32)]
    [TestCase(1u, 3u, 1000u, 16u, 32)]
    [TestCase(1u, 0xffff_ffffu, 1000u, 16u, 32)]
    [TestCase(0u, 2u, 1000u, 16u, 32)]
    [Property("Checklist", "H6")]
    public void What_is_no_bearable_hash_of_Identitys_is_not_even_tried(uint version, uint function, uint iterations, uint saltBytes, int keyBytes)
    {
        var hash = new byte[13 + 16 + keyBytes];
        hash[0] = (byte)version;
        BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(1), function);
        BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(5), iterations);
        BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(9), saltBytes);

        Assert.That(Read(Convert.ToBase64String(hash)), Is.Null);
    }

    [TestCase("!")] // Django's word for "no password"
    [TestCase("!abcdefghijklmnopqrstuvwxyz")]
    [TestCase("AQ==")]
    [TestCase("AQAAAAIAAYagAAAAEA==")]
    [TestCase("$pbkdf2-sha512$i=0,l=64$AAECAwQFBgcICQoLDA0ODw$0HDV0cHcX9QWOAvMKn3wyS9h0aeux5YhUREaZ7QSLpPYKazmKm2/Riry183eRgdcjqtz+DyXElVYT82No1A4mw")]
    [TestCase("$pbkdf2-sha512$i=1000,l=64$AAECAwQFBgcIC$0HDV0cHcX9QWOAvMKn3wyS9h0aeux5YhUREaZ7QSLpPYKazmKm2/Riry183eRgdcjqtz+DyXElVYT82No1A4mw")]
    [TestCase("$pbkdf2-sha256$i=1000,l=32$AAECAwQFBgcICQoLDA0ODw$oMoeGpgd/7Xm/W+P13XAEuYdPTkh6obE+qfiWyNwcX8")]
    [TestCase("pbkdf2_sha1$1000$salt$oMoeGpgd/7Xm/W+P13XAEuYdPTk=")]
    [TestCase("pbkdf2_sha256$1000$$DVwzKmnkxWesjSo90AC/0NxmZvzU2towHoCJm49Vyxo=")]
    [TestCase("pbkdf2_sha256$1000$salt$DVwzKmnkxWesjSo90AC/0NxmZvzU2towHoCJm49Vyxo=\n")]
    [TestCase("argon2$argon2i$v=19$m=512,t=2,p=2$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dg$i2JxKTZ9S4zogCMfBIhF5g")]
    [TestCase("argon2$argon2id$v=19$m=19456,t=2,p=1,keyid=Yw3NKWbE$AAECAwQFBgcICQoLDA0ODw$avdNyTKoSjriQDBYj4sf0JnsfqAwjuAR+BdSPc728to")]
    [TestCase("$2x$12$abcdefghijklmnopqrstuuVNOyW2icHnx5Ysgd8ZVm7GU5p5m.TSe")]
    [TestCase("$2b$03$abcdefghijklmnopqrstuuVNOyW2icHnx5Ysgd8ZVm7GU5p5m.TSe")]
    [TestCase("$2b$12$abcdefghijklmnopqrstuuVNOyW2icHnx5Ysgd8ZVm7GU5p5m.TS")]
    public void What_is_no_hash_of_any_format_is_not_even_tried(string hash) => Assert.That(Read(hash), Is.Null);

    private static StoredHash? Read(string hash) => new PasswordFormats(Microsoft.Extensions.Options.Options.Create(new PasswordOptions())).Read(hash);

    private static IEnumerable<string> Reasons(PasswordApp app, string password) =>
        app.Policy.Check(password, "ada@example.com", "Example Shop").Reasons.Select(reason => reason.Code);

    private static async Task<string> HashAsync(PasswordApp app, string password) =>
        await app.Hasher.HashAsync(password, CancellationToken.None) ?? throw new InvalidOperationException("The gate is full.");

    private static Task<bool?> VerifyAsync(PasswordApp app, string password, string hash) => app.Hasher.VerifyAsync(password, hash, CancellationToken.None);
}
