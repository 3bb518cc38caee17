using System.Globalization;
using ResetService.Webhooks;

namespace ResetService.Tests.Webhooks;

[Property("Checklist", "R1")]
internal sealed class WebhookSecretTests
{
    // Standard Webhooks' own example.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Body = """{"test": 2432232314}""";

    [Test]
    public void It_signs_as_the_standard_says() =>
        Assert.That(WebhookSecret.Sign([Secret], Id, 1614265330, Body), Is.EqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));

    [TestCase("msg_other", 1614265330, Body)]
    [TestCase(Id, 1614265331, Body)]
    [TestCase(Id, 1614265330, """{"test":2432232314}""")]
    public void The_signature_covers_id_time_and_every_byte(string id, long at, string body) =>
        Assert.That(WebhookSecret.Sign([Secret], id, at, body), Is.Not.EqualTo(WebhookSecret.Sign([Secret], Id, 1614265330, Body)));

    [Test]
    [Property("Checklist", "R2")]
    public void Two_secrets_sign_side_by_side()
    {
        var other = WebhookSecret.Draw();

        var both = WebhookSecret.Sign([other, Secret], Id, 1614265330, Body);

        Assert.That(both, Is.EqualTo($"{WebhookSecret.Sign([other], Id, 1614265330, Body)} {WebhookSecret.Sign([Secret], Id, 1614265330, Body)}"));
    }

    [Test]
    [Property("Checklist", "R2")]
    public void A_drawn_secret_has_32_bytes_and_is_drawn_once()
    {
        var drawn = Enumerable.Range(0, 100).Select(_ => WebhookSecret.Draw()).ToArray();

        Assert.That(drawn, Is.Unique.And.All.StartsWith("whsec_"));
        Assert.That(drawn.Select(secret => Convert.FromBase64String(secret["whsec_".Length..]).Length), Has.All.EqualTo(32));
        Assert.That(drawn.Select(WebhookSecret.IsSecret), Has.All.True);
    }

    [TestCase(31, ExpectedResult = false)]
    [TestCase(32, ExpectedResult = true)]
    [TestCase(64, ExpectedResult = true)]
    [TestCase(65, ExpectedResult = false)]
    [Property("Checklist", "R2")]
    public bool A_secret_has_32_to_64_bytes(int bytes) =>
        WebhookSecret.IsSecret($"whsec_{Convert.ToBase64String([.. Enumerable.Range(0, bytes).Select(n => (byte)n)])}");

    [TestCase(null)]
    [TestCase("")]
    [TestCase("changeme")]
    [TestCase("whsec_")]
    [TestCase("whsec_not base64!")]
    [TestCase("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [TestCase(Secret)]
    [Property("Checklist", "R2")]
    public void What_is_no_secret_is_not_taken(string? text) => Assert.That(WebhookSecret.IsSecret(text), Is.False);

    [TestCase("changeme")]
    [TestCase("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void Nothing_is_signed_with_what_is_no_secret(string secret) =>
        Assert.That(() => WebhookSecret.Sign([secret], Id, 0, Body), Throws.TypeOf<FormatException>().With.Message.Not.Contains(secret.ToUpper(CultureInfo.InvariantCulture)));
}
