using System.Diagnostics;
using ResetService.Tests.Support;

namespace ResetService.Timing;

/// <summary>What anyone can do with an address: each step's time, and its answer without what differs from ticket to ticket.</summary>
internal sealed class Walk(ResetClient client, bool known)
{
    public static readonly IReadOnlyList<string> Steps = ["create", "sendCode", "wrong confirmation", "get", "support"];

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
        await TimeAsync(() => client.RequestSupportAsync(ticket, "ada.l@example.org", "My mailbox is gone."));
    }

    private async Task<Answer> TimeAsync(Func<Task<Answer>> call)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await call();
        milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        answers.Add(answer.WithoutDraws());
        return answer;
    }
}
