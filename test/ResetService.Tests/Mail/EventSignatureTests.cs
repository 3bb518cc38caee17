using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ResetService.Mail;
using ResetService.Tests.Support;

namespace ResetService.Tests.Mail;

/// <summary>Who signed a batch, and when; judged by the signature that SendGrid published as an example.</summary>
internal sealed class EventSignatureTests
{
    private const string PublicKey =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";

    private const string OtherPublicKey =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqTxd43gyp8IOEto2LdIfjRQrIbsd4SXZkLW6jDutdhXSJCWHw8REntlo7aNDthvj+y7GjUuFDb/R1NGe1OPzpA==";

    private const string Signature = "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=";
    private const string OtherSignature = "MEQCIB3bJQOarffIdM7+MEee+kYAdoViz6RUoScOASwMcXQxAiAcrus/j853JUlVm5qIRfbKBJwJq89znqOTedy3RetXLQ==";
    private const string Timestamp = "1600112502";

    // The line end belongs to it.
    private const string Payload =
        """[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]"""
        + "\r\n";

    private static readonly DateTimeOffset SignedAt = DateTimeOffset.FromUnixTimeSeconds(1600112502);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    [Property("Checklist", "Q1")]
    public void SendGrid_s_own_example_is_signed() => Assert.That(IsOf(), Is.True);

    [TestCase(PublicKey, Signature, Timestamp, "payload")]
    [TestCase(PublicKey, Signature, "1600112503", Payload)]
    [TestCase(PublicKey, Signature, "timestamp", Payload)]
    [TestCase(PublicKey, Signature, " 1600112502", Payload)]
    [TestCase(PublicKey, OtherSignature, Timestamp, Payload)]
    [TestCase(OtherPublicKey, Signature, Timestamp, Payload)]
    [Property("Checklist", "Q1")]
    public void What_was_changed_is_not(string key, string signature, string timestamp, string payload) =>
        Assert.That(IsOf(key, signature, timestamp, payload), Is.False);

    [Test]
    [Property("Checklist", "Q1")]
    public void The_line_end_counts() => Assert.That(IsOf(payload: Payload.TrimEnd()), Is.False);

    [TestCase(null)]
    [TestCase("")]
    [TestCase("=")]
    [TestCase("not base64")]
    [TestCase("AAAA")]
    [TestCase("MAA=")]
    [TestCase("MAYCAQACAQA=")] // r = s = 0
    [TestCase("MAYCAQECAQE=")] // r = s = 1
    [TestCase("MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZg==")]
    [TestCase("MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtMA")]
    [Property("Checklist", "Q2")]
    public void What_is_no_signature_is_none(string? signature) => Assert.That(IsOf(signature: signature), Is.False);

    [Test]
    [Property("Checklist", "Q2")]
    public void A_signature_longer_than_any_is_none() => Assert.That(IsOf(signature: Convert.ToBase64String(new byte[100_000])), Is.False);

    [TestCase(null)]
    [TestCase("")]
    [TestCase("-1600112502")]
    [TestCase("99999999999999999999")]
    [Property("Checklist", "Q2")]
    public void Without_a_moment_it_is_none(string? timestamp) => Assert.That(IsOf(timestamp: timestamp), Is.False);

    [Test]
    public void Two_signatures_are_none()
    {
        var headers = new HeaderDictionary { [EventSignature.Header] = new[] { Signature, Signature }, [EventSignature.TimestampHeader] = Timestamp };

        Assert.That(Reader([PublicKey], SignedAt).IsOf(headers, Encoding.UTF8.GetBytes(Payload)), Is.False);
    }

    [Test]
    public void While_a_key_is_replaced_both_count()
    {
        Assert.That(IsOf(Reader([OtherPublicKey, PublicKey], SignedAt)), Is.True);
        Assert.That(IsOf(Reader([PublicKey, OtherPublicKey], SignedAt)), Is.True);
    }

    [Test]
    [Property("Checklist", "Q4")]
    public void It_counts_as_long_as_SendGrid_tries_again()
    {
        var longest = TimeSpan.FromHours(25);

        Assert.That(IsOf(Reader([PublicKey], SignedAt + longest)), Is.True);
        Assert.That(IsOf(Reader([PublicKey], SignedAt + longest + Second)), Is.False);
        Assert.That(IsOf(Reader([PublicKey], SignedAt - TimeSpan.FromMinutes(5))), Is.True);
        Assert.That(IsOf(Reader([PublicKey], SignedAt - TimeSpan.FromMinutes(5) - Second)), Is.False);
    }

    [Test]
    public void None_is_awaited_without_a_key()
    {
        Assert.That(Reader([], SignedAt).IsAwaited, Is.False);
        Assert.That(IsOf(Reader([], SignedAt)), Is.False);
    }

    [Test]
    public void A_key_is_one_on_P256()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);

        Assert.That(EventSignature.IsKey(PublicKey), Is.True);
        foreach (var other in (string[])["", "key", PublicKey[..^4], Convert.ToBase64String(p384.ExportSubjectPublicKeyInfo()), Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())])
            Assert.That(EventSignature.IsKey(other), Is.False, other);
    }

    [Test]
    public async Task A_key_that_is_none_stops_the_start_and_is_named()
    {
        await using var stub = await SendGridStub.StartAsync();

        Assert.That(
            async () => await MailApp.StartAsync(stub, ("SendGrid:EventsPublicKeys:0", PublicKey), ("SendGrid:EventsPublicKeys:1", "key")),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("SendGrid:EventsPublicKeys"));
    }

    private static bool IsOf(string key = PublicKey, string? signature = Signature, string? timestamp = Timestamp, string payload = Payload) =>
        IsOf(Reader([key], SignedAt), signature, timestamp, payload);

    private static bool IsOf(EventSignature reader, string? signature = Signature, string? timestamp = Timestamp, string payload = Payload)
    {
        var headers = new HeaderDictionary();
        if (signature is not null) headers[EventSignature.Header] = signature;
        if (timestamp is not null) headers[EventSignature.TimestampHeader] = timestamp;
        return reader.IsOf(headers, Encoding.UTF8.GetBytes(payload));
    }

    private static EventSignature Reader(string[] keys, DateTimeOffset now) =>
        new(Options.Create(new SendGridOptions { EventsPublicKeys = keys }), new FakeTimeProvider(now));
}
