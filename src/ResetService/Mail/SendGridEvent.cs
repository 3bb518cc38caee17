using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ResetService.Mail;

/// <summary>What became of a mail, as SendGrid tells it. Its texts are a mail server's, so anyone's.</summary>
/// <param name="Id">SendGrid's <c>sg_event_id</c>.</param>
/// <param name="MessageId">SendGrid's <c>sg_message_id</c>.</param>
/// <param name="Reference">The custom arg of the mail.</param>
/// <param name="Category">The kind of mail.</param>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Reason">In words, one line.</param>
/// <param name="At">When.</param>
internal sealed record SendGridEvent(string Id, string MessageId, string Reference, string? Category, string Kind, string? Reason, DateTimeOffset At)
{
    public const string Bounce = "bounce";
    public const string Deferred = "deferred";
    public const string Dropped = "dropped";

    /// <summary>What is told of a delivery, and the one that says that the reader took it for spam. Others say what readers did, which is their own business.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["processed", Deferred, "delivered", Bounce, Dropped, "spamreport"];

    private const int LongestId = 100;        // as SendGrid documents it
    private const int LongestMessageId = 256; // they have about 70 characters
    private const int LongestName = 32;
    private const int LongestReference = 16;
    private const int LongestReason = 500;    // what a person can read at a glance

    // Of a mail that SendGrid didn't even try, in its own words: the address stands on one of its lists.
    private static readonly string[] SuppressionLists = ["Bounced Address", "Spam Reporting Address", "Unsubscribed Address", "Invalid"];

    /// <summary>The list at SendGrid that the address stands on, so that no mail reaches it; null where it stands on none.</summary>
    public string? SuppressionList => Kind == Dropped ? SuppressionLists.FirstOrDefault(list => string.Equals(list, Reason, StringComparison.OrdinalIgnoreCase)) : null;

    /// <returns>The events of a batch that are about mails of ours and of a known kind; null where it is no batch.</returns>
    public static IReadOnlyList<SendGridEvent>? Read(ReadOnlyMemory<byte> batch)
    {
        try
        {
            using var json = JsonDocument.Parse(batch);
            return json.RootElement.ValueKind == JsonValueKind.Array ? [.. json.RootElement.EnumerateArray().Select(Read).OfType<SendGridEvent>()] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public override string ToString() => nameof(SendGridEvent); // the reason can hold an address

    private static SendGridEvent? Read(JsonElement told)
    {
        try
        {
            return ReadMembers(told);
        }
        catch (InvalidOperationException)
        {
            return null; // a member's name has a lone surrogate
        }
    }

    private static SendGridEvent? ReadMembers(JsonElement told) =>
        Text(told, "event", LongestName) is { } kind && Kinds.Contains(kind, StringComparer.Ordinal)
        && Text(told, "sg_event_id", LongestId) is { } id && id.All(IsPrintable)
        && Text(told, "sg_message_id", LongestMessageId) is { } message && message.All(IsPrintable)
        && Text(told, "reference", LongestReference) is { } reference && reference.All(char.IsAsciiLetterUpper)
        && Member(told, "timestamp") is { ValueKind: JsonValueKind.Number } timestamp && timestamp.TryGetUInt32(out var seconds)
            ? new(id, message, reference, CategoryOf(told), kind, Line(Text(told, "reason") ?? Text(told, "response")), DateTimeOffset.FromUnixTimeSeconds(seconds))
            : null;

    // One is a text, several are a list. Our mails have one.
    private static string? CategoryOf(JsonElement told) => Member(told, "category") is { ValueKind: JsonValueKind.Array } several
        ? several.EnumerateArray().Select(each => Text(each, LongestName)).FirstOrDefault()
        : Text(told, "category", LongestName);

    private static string? Line(string? text) => text is null
        ? null
        : string.Concat(text.EnumerateRunes().Take(LongestReason).Select(rune => IsVisible(rune) ? rune : new Rune(' '))).Trim();

    private static bool IsPrintable(char character) => character is >= '!' and <= '~'; // a NUL is more than Postgres can keep

    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string? Text(JsonElement told, string name, int longest = int.MaxValue) => Member(told, name) is { } member ? Text(member, longest) : null;

    private static string? Text(JsonElement member, int longest)
    {
        if (member.ValueKind != JsonValueKind.String) return null;

        try
        {
            return member.GetString() is { Length: > 0 } text && text.Length <= longest ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null; // a lone surrogate
        }
    }

    private static JsonElement? Member(JsonElement told, string name) =>
        told.ValueKind == JsonValueKind.Object && told.TryGetProperty(name, out var member) ? member : null;
}
