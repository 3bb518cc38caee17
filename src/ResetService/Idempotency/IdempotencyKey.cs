using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;
using ResetService.Hosting;

namespace ResetService.Idempotency;

/// <summary>
/// The key of a call that its caller may send again: 1 to 255 printable ASCII characters, bare, or as the quoted string of RFC 8941 that
/// draft-ietf-httpapi-idempotency-key-header asks for. The quotes are syntax: <c>"abc"</c> and <c>abc</c> are the same key.
/// </summary>
internal readonly partial record struct IdempotencyKey
{
    public const string Header = ApiHeaders.IdempotencyKey;

    /// <summary>Both forms as openapi.yaml has them. What begins with a quote is a quoted string or nothing; HTTP strips spaces around a bare key.</summary>
    public const string Pattern = """([!#-~]([ -~]{0,253}[!-~])?|"([ !#-\[\]-~]|\\["\\]){1,255}")""";

    /// <summary>A quoted string whose 255 characters are all escaped.</summary>
    public const int MaxHeader = (2 * 255) + 2;

    private IdempotencyKey(string text) => Text = text;

    public string Text { get; }

    public static bool TryParse(StringValues header, out IdempotencyKey key)
    {
        // More than one is what the draft forbids.
        var sent = header is [{ } only] && WellFormed().IsMatch(only) ? only : null;
        key = sent is null ? default : new(sent is ['"', .. var quoted, '"'] ? Escape().Replace(quoted, "$1") : sent);
        return sent is not null;
    }

    public override string ToString() => nameof(IdempotencyKey); // whoever knows it and the call could ask for the answer

    [GeneratedRegex($@"^{Pattern}\z")]
    private static partial Regex WellFormed();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();
}
