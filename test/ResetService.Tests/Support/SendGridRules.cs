using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ResetService.Tests.Support;

/// <summary>One entry of SendGrid's error answer.</summary>
internal sealed record SendGridError(string Message, string? Field, string? Help = null);

/// <summary>What SendGrid's description of POST /v3/mail/send asks of a body, with a dynamic template or without.</summary>
internal static partial class SendGridRules
{
    private static readonly HashSet<string> Members =
    [
        "personalizations", "from", "reply_to", "reply_to_list", "subject", "content", "attachments", "template_id", "headers",
        "categories", "custom_args", "send_at", "batch_id", "asm", "ip_pool_name", "mail_settings", "tracking_settings",
    ];

    private static readonly HashSet<string> EnvelopeMembers =
        ["from", "to", "cc", "bcc", "subject", "headers", "substitutions", "dynamic_template_data", "custom_args", "send_at"];

    public static IEnumerable<SendGridError> Check(JsonElement mail) => mail.ValueKind == JsonValueKind.Object
        ? [
            .. Unknown(mail, Members, ""),
            .. Envelopes(mail, IsDynamic(mail)),
            .. Address(Member(mail, "from"), "from"),
            .. Member(mail, "reply_to") is { } replyTo ? Address(replyTo, "reply_to") : [],
            .. Words(mail),
            .. Categories(mail),
            .. CustomArgs(mail, ""),
            .. Switches(mail, "mail_settings"),
            .. Switches(mail, "tracking_settings"),
        ]
        : [new("Bad Request", null)];

    private static IEnumerable<SendGridError> Unknown(JsonElement parent, HashSet<string> known, string path) =>
        from member in parent.EnumerateObject()
        where !known.Contains(member.Name)
        select new SendGridError($"Additional property {member.Name} is not allowed", path + member.Name);

    // A dynamic template has a subject and contents of its own; what the body says beside them is optional.
    private static IEnumerable<SendGridError> Words(JsonElement mail) => Member(mail, "template_id") switch
    {
        null => [.. Text(Member(mail, "subject"), "subject", atMost: int.MaxValue), .. Contents(mail)],
        _ when IsDynamic(mail) => [],
        _ => [new("The template_id must be a valid GUID, or d- and one.", "template_id")],
    };

    private static bool IsDynamic(JsonElement mail) => Member(mail, "template_id") is { ValueKind: JsonValueKind.String } id && TemplateId().IsMatch(id.GetString()!);

    private static IEnumerable<SendGridError> Envelopes(JsonElement mail, bool dynamic)
    {
        var envelopes = Items(mail, "personalizations");
        if (envelopes.Length is 0 or > 1000)
            return [new("The personalizations field is required and must have 1 to 1000 items.", "personalizations")];

        return envelopes.SelectMany((envelope, index) => Envelope(envelope, dynamic, $"personalizations.{index}."));
    }

    private static IEnumerable<SendGridError> Envelope(JsonElement envelope, bool dynamic, string path)
    {
        if (envelope.ValueKind != JsonValueKind.Object) return [new("A personalization must be an object.", path.TrimEnd('.'))];

        string[] kinds = ["to", "cc", "bcc"];
        var people = kinds
            .SelectMany(kind => Items(envelope, kind).Select((person, index) => (Person: person, Path: $"{path}{kind}.{index}")))
            .ToArray();
        var addresses = people.Select(each => Member(each.Person, "email")?.ToString());

        return
        [
            .. Unknown(envelope, EnvelopeMembers, path),
            .. When(Items(envelope, "to").Length == 0, "The to array is required and must have at least one item.", path + "to"),
            .. When(addresses.Distinct(StringComparer.OrdinalIgnoreCase).Count() < people.Length,
                "Each email address in the personalization block should be unique between to, cc, and bcc.", path + "to"),
            .. people.SelectMany(each => Address(each.Person, each.Path)),
            .. CustomArgs(envelope, path),
            .. When(Member(envelope, "dynamic_template_data") is { } data && !(dynamic && data.ValueKind is JsonValueKind.Object),
                "The dynamic_template_data must be an object, beside the template_id of a dynamic template.", path + "dynamic_template_data"),
            .. When(dynamic && Member(envelope, "substitutions") is not null,
                "Substitutions may not be used with dynamic templates.", path + "substitutions"),
        ];
    }

    private static IEnumerable<SendGridError> Address(JsonElement? person, string path)
    {
        if (person is not { } someone || !EmailAddress().IsMatch(Member(someone, "email")?.ToString() ?? ""))
            yield return new("Does not contain a valid address.", path + ".email");
        else if (Member(someone, "name") is { ValueKind: not JsonValueKind.String })
            yield return new("The name must be a string.", path + ".name");
    }

    private static IEnumerable<SendGridError> Contents(JsonElement mail)
    {
        var contents = Items(mail, "content");
        if (contents.Length == 0) yield return new("The content is required.", "content");

        foreach (var (index, content) in contents.Index())
        {
            foreach (var error in Text(Member(content, "type"), $"content.{index}.type", int.MaxValue)) yield return error;
            foreach (var error in Text(Member(content, "value"), $"content.{index}.value", int.MaxValue)) yield return error;
        }

        var types = contents.Select(content => Member(content, "type")?.ToString()).ToList();
        if (types.IndexOf("text/plain") > 0 || types.IndexOf("text/html") > 1)
            yield return new("If present, text/plain must be first, followed by text/html.", "content");
    }

    private static IEnumerable<SendGridError> Categories(JsonElement mail)
    {
        if (Member(mail, "categories") is { ValueKind: not JsonValueKind.Array })
            yield return new("The categories must be an array.", "categories");

        var categories = Items(mail, "categories");
        if (categories.Length > 10) yield return new("There is a maximum of 10 categories.", "categories");
        if (categories.Select(category => category.ToString()).Distinct().Count() < categories.Length)
            yield return new("Categories must be unique.", "categories");

        foreach (var (index, category) in categories.Index())
            foreach (var error in Text(category, $"categories.{index}", atMost: 255)) yield return error;
    }

    private static IEnumerable<SendGridError> CustomArgs(JsonElement parent, string path)
    {
        if (Member(parent, "custom_args") is not { } args) yield break;

        if (args.ValueKind != JsonValueKind.Object || args.EnumerateObject().Any(arg => arg.Value.ValueKind != JsonValueKind.String))
            yield return new("Custom arguments must be strings.", path + "custom_args");
        else if (Encoding.UTF8.GetByteCount(args.GetRawText()) >= 10_000)
            yield return new("Custom arguments may not exceed 10000 bytes.", path + "custom_args");
    }

    private static IEnumerable<SendGridError> Switches(JsonElement mail, string name) =>
        from setting in Member(mail, name) is { ValueKind: JsonValueKind.Object } settings ? settings.EnumerateObject().ToArray() : []
        where Member(setting.Value, "enable") is not { ValueKind: JsonValueKind.True or JsonValueKind.False }
        select new SendGridError("The enable parameter is required and must be a boolean.", $"{name}.{setting.Name}.enable");

    private static SendGridError[] When(bool wrong, string message, string path) => wrong ? [new(message, path)] : [];

    private static IEnumerable<SendGridError> Text(JsonElement? value, string path, int atMost)
    {
        if (value is not { ValueKind: JsonValueKind.String } text || text.GetString()!.Length is var length && (length == 0 || length > atMost))
            yield return new($"The {path} is required and must be a string of 1 to {atMost} characters.", path);
    }

    private static JsonElement? Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
            ? member
            : null;

    private static JsonElement[] Items(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray()] : [];

    [GeneratedRegex(@"\Ad-[0-9a-f]{32}\z")]
    private static partial Regex TemplateId();

    [GeneratedRegex(@"\A[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+\z")]
    private static partial Regex EmailAddress();
}
