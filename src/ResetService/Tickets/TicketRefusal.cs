using System.Diagnostics;
using ResetService.Hosting;
using StackExchange.Redis;

namespace ResetService.Tickets;

/// <summary>Why a step was refused. The scripts say so by the problem's code.</summary>
internal static class TicketRefusal
{
    public static readonly Refusal NotFound = Problems.TicketNotFound;

    /// <returns>The refusal in a script's answer, or null when the step was taken.</returns>
    public static Refusal? Read(RedisResult answer) => (string?)answer[0] switch
    {
        "ok" => null,
        "ticket-not-found" => NotFound,
        "code-not-requested" => Problems.CodeNotRequested,
        "code-not-confirmed" => Problems.CodeNotConfirmed,
        "link-sent" => Problems.LinkSent,
        "already-confirmed" => Problems.AlreadyConfirmed,
        "ticket-locked" => Problems.TicketLocked,
        "wrong-code" => new Refusal(Problems.WrongCode) { Extras = { ["attemptsLeft"] = (int)answer[1] } },
        "too-many-requests" => Refusal.TooMany(new Quota((string)answer[1]!, (int)answer[2], Milliseconds(answer[3]), Milliseconds(answer[4]))),
        var code => throw new UnreachableException($"A script answered {code}."),
    };

    /// <summary>Whether it was the ticket's last try.</summary>
    public static bool WasLastTry(this Refusal? refusal) => refusal is not null && refusal.Extras.TryGetValue("attemptsLeft", out var left) && left is 0;

    private static TimeSpan Milliseconds(RedisResult result) => TimeSpan.FromMilliseconds((long)result);
}
