using System.Text.RegularExpressions;

namespace ResetService.Tests.Support;

/// <summary>Answers for comparing: for whoever is not the owner, that of a known address must be that of an unknown one.</summary>
internal static partial class Transcripts
{
    /// <summary>Status, headers and body without what differs from ticket to ticket and from second to second.</summary>
    public static string WithoutDraws(this Answer answer)
    {
        var headers = answer.Response.Headers.Concat(answer.Response.Content.Headers)
            // Times and the id again; a length varies with a time's last zeros, and the body is compared itself.
            .Where(header => header.Key is not ("Date" or "Location" or "Content-Length" or "Retry-After"))
            .Select(header => $"{header.Key}: {Seconds().Replace(string.Join(", ", header.Value), "*")}");

        return $"{(int)answer.Status}\n{string.Join('\n', headers)}\n{Times().Replace(Draws().Replace(answer.Text, "$1*"), "*")}";
    }

    /// <summary>All that the caller gets to see, but for the numbers of its own limits, among which six digits can stand by chance.</summary>
    public static string Whole(this Answer answer)
    {
        var headers = answer.Response.Headers.Concat(answer.Response.Content.Headers).Where(header => !header.Key.StartsWith("RateLimit", StringComparison.Ordinal));

        return $"{answer.Response.ReasonPhrase}\n{string.Join('\n', headers.Select(header => $"{header.Key}: {string.Join(", ", header.Value)}"))}\n{answer.Text}";
    }

    // Of the caller's own limit: what is left where any is, and until when.
    [GeneratedRegex("(?<=;r=)[1-9][0-9]*|(?<=;t=)[0-9]+")]
    private static partial Regex Seconds();

    [GeneratedRegex("(\"(?:id|token|reference)\":\")[^\"]*")]
    private static partial Regex Draws();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+]00:00)")]
    private static partial Regex Times();
}
