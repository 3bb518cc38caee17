using System.Diagnostics;
using System.Text.RegularExpressions;
using ResetService.Tests.Support;

namespace ResetService.Timing;

/// <summary>What anyone can do with an address: each step's time, and its answer without what differs from ticket to ticket.</summary>
internal sealed partial class Walk(ResetClient client, bool known)
{
    public static readonly IReadOnlyList<string> Steps = ["create", "sendCode", "wrong confirmation", "get"];

    private readonly List<string> answers = [];
    private readonly List<double> milliseconds = [];

    public bool Known => known;

    public IReadOnlyList<string> Answers => answers;

    public IReadOnlyList<double> Milliseconds => milliseconds;

    public async Task RunAsync(string address)
    {
        var created = await TimeAsync(() => client.CreateTicketAsync(new { email = address }));
        var ticket = new Ticket(created["id"], created["token"]);
        await TimeAsync(() => client.SendCodeAsync(ticket));
        await TimeAsync(() => client.ConfirmAsync(ticket, "000000")); // right once in a million: the bytes would tell
        await TimeAsync(() => client.ReadAsync(ticket));
    }

    private async Task<Answer> TimeAsync(Func<Task<Answer>> call)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await call();
        milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        answers.Add(WithoutDraws(answer));
        return answer;
    }

    private static string WithoutDraws(Answer answer)
    {
        var headers = answer.Response.Headers.Concat(answer.Response.Content.Headers)
            // Times and the id again, and what all calls of the program together have left of a limit; a length varies with a time's last zeros,
            // and the body is compared itself.
            .Where(header => header.Key is not ("Date" or "Location" or "RateLimit" or "Content-Length"))
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}");

        return $"{(int)answer.Status}\n{string.Join('\n', headers)}\n{Times().Replace(Draws().Replace(answer.Text, "$1*"), "*")}";
    }

    [GeneratedRegex("(\"(?:id|token|reference)\":\")[^\"]*")]
    private static partial Regex Draws();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+]00:00)")]
    private static partial Regex Times();
}
