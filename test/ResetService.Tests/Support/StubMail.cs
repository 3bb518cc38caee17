using System.Text.Json;
using System.Text.RegularExpressions;

namespace ResetService.Tests.Support;

/// <summary>A mail as it reached the stub of SendGrid.</summary>
/// <param name="To">The one recipient's address.</param>
/// <param name="From">The sender's address.</param>
/// <param name="Subject">As sent.</param>
/// <param name="Text">The text/plain part.</param>
/// <param name="Html">The text/html part.</param>
/// <param name="Category">The first category, or empty.</param>
/// <param name="Template">The dynamic template's id, or empty; then subject, text and HTML are.</param>
/// <param name="Reference">The custom argument of that name, or empty.</param>
/// <param name="Raw">The whole JSON.</param>
/// <param name="Headers">Of the request; names in any case.</param>
internal sealed partial record StubMail(
    string To, string From, string Subject, string Text, string Html, string Template, string Category, string Reference, string Raw,
    IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The whole JSON, read.</summary>
    public JsonElement Body => JsonElement.Parse(Raw);

    /// <summary>The six digits that stand alone in the text.</summary>
    public string Code => SixDigits().Matches(Text) is [var code] ? code.Value
        : throw new InvalidOperationException($"Not exactly one code in: {Text}");

    /// <summary>What the owner's link carries.</summary>
    public (string Id, string Token) Link => (OwnersLink["id"].Value, OwnersLink["token"].Value);

    /// <summary>The owner's link as it opens, without the host that it names.</summary>
    public string LinkPath => new Uri(OwnersLink[0].Value).GetComponents(UriComponents.PathAndQuery | UriComponents.Fragment, UriFormat.UriEscaped);

    private GroupCollection OwnersLink => AnyLink().Match(Text) is { Success: true } link ? link.Groups : throw new InvalidOperationException($"No link in: {Text}");

    /// <summary>Reads a body that <see cref="SendGridRules"/> found right.</summary>
    public static StubMail Read(JsonElement mail, string raw, IReadOnlyDictionary<string, string> headers)
    {
        var envelope = mail.GetProperty("personalizations")[0];

        return new(
            envelope.GetProperty("to")[0].GetProperty("email").GetString()!,
            mail.GetProperty("from").GetProperty("email").GetString()!,
            Member(mail, "subject"),
            Content(mail, "text/plain"),
            Content(mail, "text/html"),
            Member(mail, "template_id"),
            mail.TryGetProperty("categories", out var categories) ? categories.EnumerateArray().FirstOrDefault().GetString() ?? "" : "",
            envelope.TryGetProperty("custom_args", out var args) && args.TryGetProperty("reference", out var reference)
                ? reference.GetString()!
                : "",
            raw,
            headers);
    }

    private static string Member(JsonElement mail, string name) => mail.TryGetProperty(name, out var text) ? text.GetString()! : "";

    private static string Content(JsonElement mail, string type) => !mail.TryGetProperty("content", out var contents) ? "" : contents.EnumerateArray()
        .Where(content => content.GetProperty("type").GetString() == type)
        .Select(content => content.GetProperty("value").GetString()!)
        .FirstOrDefault("");

    [GeneratedRegex(@"(?<![\w-])[0-9]{6}(?![\w-])")]
    private static partial Regex SixDigits();

    [GeneratedRegex(@"https?://\S+#link=(?<id>[\w-]+)\.(?<token>[\w-]+)")]
    private static partial Regex AnyLink();
}
