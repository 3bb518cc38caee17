using System.Text;
using ResetService.Mail;

namespace ResetService.Tests.Mail;

/// <summary>What SendGrid tells is read where it is about mails of ours, and passed over where it isn't; nothing in it can do harm.</summary>
[Property("Checklist", "Q4")]
internal sealed class SendGridEventTests
{
    private static readonly Dictionary<string, string> Right = new()
    {
        ["email"] = "\"ada@example.com\"",
        ["event"] = "\"bounce\"",
        ["reason"] = "\"550 5.1.1 gone\"",
        ["sg_event_id"] = "\"event-1\"",
        ["sg_message_id"] = "\"message-1\"",
        ["reference"] = "\"KHQXTM\"",
        ["category"] = "\"password-reset-code\"",
        ["timestamp"] = "1893499190",
        ["smtp-id"] = "\"<x@sendgrid.net>\"",
    };

    [Test]
    public void An_event_is_read() => Assert.That(Read().Single(), Is.EqualTo(new SendGridEvent(
        "event-1", "message-1", "KHQXTM", "password-reset-code", "bounce", "550 5.1.1 gone", DateTimeOffset.FromUnixTimeSeconds(1893499190))));

    [TestCase("event", "\"open\"")]
    [TestCase("event", "\"group_unsubscribe\"")]
    [TestCase("event", "\"Bounce\"")]
    [TestCase("event", "7")]
    [TestCase("event", null)]
    [TestCase("sg_event_id", null)]
    [TestCase("sg_event_id", "\"\"")]
    [TestCase("sg_event_id", "[\"event-1\"]")]
    [TestCase("sg_event_id", "\"\\ud800\"")]
    [TestCase("sg_event_id", "\"event\\u0000\"")]
    [TestCase("sg_event_id", "\"év\"")]
    [TestCase("sg_message_id", "null")]
    [TestCase("sg_message_id", "\"message\\u0000\"")]
    [TestCase("sg_message_id", "\"two words\"")]
    [TestCase("\\ud800", "1")]
    [TestCase("reference", null)]
    [TestCase("reference", "\"KHQ XTM\"")]
    [TestCase("reference", "\"khqxtm\"")]
    [TestCase("reference", "\"KHQXTMKHQXTMKHQXT\"")]
    [TestCase("reference", "\"KHQXTM\\n\"")]
    [TestCase("timestamp", null)]
    [TestCase("timestamp", "\"1893499190\"")]
    [TestCase("timestamp", "-1")]
    [TestCase("timestamp", "1893499190.5")]
    [TestCase("timestamp", "99999999999999999999999")]
    public void What_is_no_event_of_ours_is_passed_over(string member, string? value) => Assert.That(Read(member, value), Is.Empty);

    [Test]
    public void Ids_have_a_length()
    {
        Assert.That(Read("sg_event_id", $"\"{new string('x', 100)}\""), Has.Count.EqualTo(1));
        Assert.That(Read("sg_event_id", $"\"{new string('x', 101)}\""), Is.Empty);
        Assert.That(Read("sg_message_id", $"\"{new string('x', 256)}\""), Has.Count.EqualTo(1));
        Assert.That(Read("sg_message_id", $"\"{new string('x', 257)}\""), Is.Empty);
    }

    [TestCase("\"password-changed\"", "password-changed")]
    [TestCase("[\"password-changed\",\"x\"]", "password-changed")]
    [TestCase("[]", null)]
    [TestCase("[[\"x\"]]", null)]
    [TestCase("7", null)]
    [TestCase(null, null)]
    [TestCase("\"a category that is longer than ours are\"", null)]
    public void The_category_is_a_text_or_a_list(string? value, string? category) => Assert.That(Read("category", value).Single().Category, Is.EqualTo(category));

    [TestCase("\"one\\r\\ntwo\\u001b[31m\\u2028three\\u202efour\\u0000\"", "one  two [31m three four")]
    [TestCase("\"\"", null)]
    [TestCase("{\"x\":1}", null)]
    [TestCase(null, null)]
    public void A_reason_is_one_line_of_text(string? value, string? reason) => Assert.That(Read("reason", value).Single().Reason, Is.EqualTo(reason));

    [Test]
    public void A_reason_ends_where_nobody_reads_on() =>
        Assert.That(Read("reason", $"\"{string.Concat(Enumerable.Repeat("🫖", 600))}\"").Single().Reason, Is.EqualTo(string.Concat(Enumerable.Repeat("🫖", 500))));

    [Test]
    public void A_delay_says_what_the_mail_server_answered()
    {
        var delayed = new Dictionary<string, string>(Right) { ["event"] = "\"deferred\"", ["response"] = "\"450 later\"" };
        delayed.Remove("reason");

        Assert.That(ReadBatch($"[{Json(delayed)}]")!.Single().Reason, Is.EqualTo("450 later"));
    }

    [TestCase("dropped", "Bounced Address", "Bounced Address")]
    [TestCase("dropped", "bounced address", "Bounced Address")]
    [TestCase("dropped", "Spam Reporting Address", "Spam Reporting Address")]
    [TestCase("dropped", "Unsubscribed Address", "Unsubscribed Address")]
    [TestCase("dropped", "Invalid", "Invalid")]
    [TestCase("dropped", "Spam Content", null)]
    [TestCase("bounce", "Bounced Address", null)]
    public void A_drop_says_which_list_the_address_stands_on(string kind, string reason, string? list)
    {
        var told = new Dictionary<string, string>(Right) { ["event"] = $"\"{kind}\"", ["reason"] = $"\"{reason}\"" };

        Assert.That(ReadBatch($"[{Json(told)}]")!.Single().SuppressionList, Is.EqualTo(list));
    }

    [TestCase("[]")]
    [TestCase("[1,\"x\",null,[],{}]")]
    [TestCase(" [ ] \r\n")]
    public void A_batch_may_tell_nothing(string batch) => Assert.That(ReadBatch(batch), Is.Empty);

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("\"x\"")]
    [TestCase("null")]
    [TestCase("[")]
    [TestCase("[{\"event\":\"bounce\"")]
    [TestCase("\ufeff[]")]
    public void What_is_no_list_is_no_batch(string batch) => Assert.That(ReadBatch(batch), Is.Null);

    [Test]
    public void Nesting_has_an_end() => Assert.That(ReadBatch(new string('[', 100_000)), Is.Null);

    private static IReadOnlyList<SendGridEvent> Read(string? member = null, string? value = null)
    {
        var told = new Dictionary<string, string>(Right);
        if (member is not null && value is null) told.Remove(member);
        else if (member is not null) told[member] = value!;

        return ReadBatch($"[{Json(told)}]")!;
    }

    private static string Json(Dictionary<string, string> members) => $"{{{string.Join(',', members.Select(member => $"\"{member.Key}\":{member.Value}"))}}}";

    private static IReadOnlyList<SendGridEvent>? ReadBatch(string batch) => SendGridEvent.Read(Encoding.UTF8.GetBytes(batch));
}
