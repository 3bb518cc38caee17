using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using ResetService.Passwords;
using ResetService.Tests.Support;

namespace ResetService.Tests.Passwords;

/// <summary>Hashes are the field's: what others made verifies here, and what is made here verifies there.</summary>
internal sealed class PasswordPeerTests
{
    private const string Password = "Zimný čajník 42 \U0001f511";
    private const string Other = "Zimny čajník 42 \U0001f511";

    private static readonly (string, string) PreHashed = ("Bcrypt:PreHash", "true");

    // Django's own hashers, and libraries of Python for the formats that are nobody's own.
    [TestCase("argon2id")]
    [TestCase("pbkdf2-sha512")]
    [TestCase("django-pbkdf2-sha256")]
    [TestCase("django-argon2")]
    [TestCase("bcrypt")]
    [TestCase("bcrypt pre-hashed")]
    public async Task Another_implementation_and_ours_verify_each_others_hashes(string format)
    {
        await using var app = new PasswordApp(("Format", format.Split(' ')[0]), ("Bcrypt:PreHash", $"{format.Contains(' ', StringComparison.Ordinal)}"));
        var ours = await app.Hasher.HashAsync(Password, CancellationToken.None);

        var answers = await AskPythonAsync(
            new { make = format, password = Password }, new { verify = format, password = Password, hash = ours }, new { verify = format, password = Other, hash = ours });

        var theirs = answers[0].GetString()!;
        Assert.That((answers[1].GetBoolean(), answers[2].GetBoolean()), Is.EqualTo((true, false)), ours);
        Assert.That(await app.Hasher.VerifyAsync(Password, theirs, CancellationToken.None), Is.True, theirs);
        Assert.That(await app.Hasher.VerifyAsync(Other, theirs, CancellationToken.None), Is.False, theirs);
    }

    [Test]
    public async Task AspNet_Core_Identity_and_we_verify_each_others_hashes()
    {
        await using var app = new PasswordApp(("Format", PasswordFormats.AspNetIdentity));
        var identity = new PasswordHasher<IdentityUser>();
        var customer = new IdentityUser();

        var ours = await app.Hasher.HashAsync(Password, CancellationToken.None);
        var theirs = identity.HashPassword(customer, Password);

        Assert.That(identity.VerifyHashedPassword(customer, ours!, Password), Is.EqualTo(PasswordVerificationResult.Success)); // and no rehash needed
        Assert.That(identity.VerifyHashedPassword(customer, ours!, Other), Is.EqualTo(PasswordVerificationResult.Failed));
        Assert.That(await app.Hasher.VerifyAsync(Password, theirs, CancellationToken.None), Is.True);
        Assert.That(await app.Hasher.VerifyAsync(Other, theirs, CancellationToken.None), Is.False);
    }

    // Written down here, for shops in .NET find it under that name.
    [Test]
    public async Task A_pre_hashed_bcrypt_is_what_its_library_calls_enhanced()
    {
        await using var app = new PasswordApp(("Format", PasswordFormats.Bcrypt), PreHashed);

        var ours = await app.Hasher.HashAsync(Password, CancellationToken.None);

        Assert.That(BCrypt.Net.BCrypt.EnhancedVerify(Password, ours), Is.True);
        Assert.That(await app.Hasher.VerifyAsync(Password, BCrypt.Net.BCrypt.EnhancedHashPassword(Password, 10), CancellationToken.None), Is.True);
    }

    private static async Task<JsonElement[]> AskPythonAsync(params object[] calls)
    {
        using var directory = new TemporaryDirectory();
        var input = Path.Combine(directory.Path, "calls");
        await File.WriteAllLinesAsync(input, calls.Select(call => JsonSerializer.Serialize(call)));

        await using var python = GuardedProcess.Start([Peers.Python, Path.Combine(Repository.Root, "test", "peers", "passwords.py")], input: input);
        Assert.That(await python.Ended, Is.Zero, string.Join('\n', python.Output));
        return [.. python.Output.Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }
}
