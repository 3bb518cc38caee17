using Microsoft.Extensions.Options;
using ResetService.Hosting;

namespace ResetService.Tests.Hosting;

internal sealed class KeysTests
{
    private static readonly string Old = KeyOptions.Draw();
    private static readonly string New = KeyOptions.Draw();
    private static readonly string Address = KeyOptions.Draw();

    private readonly Keys keys = KeysOf(Old);

    [Test]
    public void What_was_sealed_opens_for_its_owner_and_purpose_alone()
    {
        var sealedText = keys.Seal("owner", "code", "042137 \u20ac");

        Assert.That(keys.Open("owner", "code", sealedText), Is.EqualTo("042137 \u20ac"));
        Assert.That(keys.Open("other", "code", sealedText), Is.Null);
        Assert.That(keys.Open("owner", "link", sealedText), Is.Null);
        Assert.That(keys.Open("ownerc", "ode", sealedText), Is.Null);
        Assert.That(keys.Seal("owner", "code", "042137 \u20ac"), Is.Not.EqualTo(sealedText));
    }

    [Test]
    [Property("Checklist", "C10")]
    public void What_was_altered_does_not_open()
    {
        var sealedText = keys.Seal("owner", "code", "042137");

        for (var i = 0; i < sealedText.Length - 1; i++) // the last character holds spare bits
        {
            var altered = $"{sealedText[..i]}{(sealedText[i] == 'A' ? 'B' : 'A')}{sealedText[(i + 1)..]}";
            Assert.That(keys.Open("owner", "code", altered), Is.Null, $"at {i}");
        }

        foreach (var broken in new[] { "", "A", "not base64!", sealedText[..^8], sealedText[..20], $"{sealedText}AAAA" })
            Assert.That(keys.Open("owner", "code", broken), Is.Null, broken);
    }

    [Test]
    [Property("Checklist", "T5")]
    public void After_a_rotation_the_previous_key_s_work_still_opens_and_a_stranger_s_never_does()
    {
        var rotated = KeysOf(New, Old);
        var sealedText = keys.Seal("owner", "code", "042137");

        Assert.That(rotated.Open("owner", "code", sealedText), Is.EqualTo("042137"));
        Assert.That(rotated.Signatures("owner", "042137").Previous, Is.EqualTo(keys.Sign("owner", "042137")));
        Assert.That(keys.Open("owner", "code", rotated.Seal("owner", "code", "042137")), Is.Null);
        Assert.That(KeysOf(New).Open("owner", "code", sealedText), Is.Null);
    }

    [Test]
    [Property("Checklist", "C8")]
    public void A_signature_is_bound_to_its_owner_and_its_key()
    {
        var signature = keys.Sign("owner", "042137");

        Assert.That(keys.Sign("owner", "042137"), Is.EqualTo(signature));
        Assert.That(keys.Sign("other", "042137"), Is.Not.EqualTo(signature));
        Assert.That(keys.Sign("owner", "042138"), Is.Not.EqualTo(signature));
        Assert.That(KeysOf(New).Sign("owner", "042137"), Is.Not.EqualTo(signature));
    }

    [Test]
    public void A_tag_is_the_canonical_address_s_and_outlives_a_rotation()
    {
        var tag = keys.Tag(EmailAddress.Parse("ada@example.com"));

        Assert.That(tag, Does.Match(@"\A[\w-]{10}\z"));
        Assert.That(keys.Tag(EmailAddress.Parse(" ADA@Example.com")), Is.EqualTo(tag));
        Assert.That(KeysOf(New).Tag(EmailAddress.Parse("ada@example.com")), Is.EqualTo(tag));
        Assert.That(keys.Tag(EmailAddress.Parse("a.da@example.com")), Is.Not.EqualTo(tag));
    }

    [Test]
    [Property("Checklist", "F1")]
    [Property("Checklist", "F2")]
    public void A_secret_is_drawn_long_kept_as_its_digest_and_never_printed()
    {
        var secret = Secret.Draw();

        Assert.That(System.Buffers.Text.Base64Url.DecodeFromChars(secret.Text), Has.Length.EqualTo(32));
        Assert.That(Secret.Draw(), Is.Not.EqualTo(secret));
        Assert.That(Secret.TryParse(secret.Text, out var read) && read == secret, Is.True);
        Assert.That(secret.Digest, Is.EqualTo(Secret.Sha256(secret.Text)).And.Not.Contains(secret.Text));
        Assert.That($"{secret}", Is.EqualTo("(secret)"));
    }

    [Test]
    public void A_digest_is_SHA_256_in_base64url() =>
        Assert.That(Secret.Sha256("abc"), Is.EqualTo("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0")); // FIPS 180-2, B.1

    private static Keys KeysOf(string current, string? previous = null) =>
        new(Options.Create(new KeyOptions { Current = current, Previous = previous, Address = Address }));
}
