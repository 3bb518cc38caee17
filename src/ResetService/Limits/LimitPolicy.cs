using ResetService.Hosting;

namespace ResetService.Limits;

/// <summary>What a route's calls count against before their bodies are read. So it is only for subjects that the connection and the headers tell.</summary>
internal sealed record LimitPolicy(params (Limit Limit, Func<HttpContext, string> Subject)[] Limits)
{
    public static readonly LimitPolicy Challenges = new(
        (new("challenges-client", limits => limits.ChallengesPerClient), Client),
        (new("challenges-network", limits => limits.ChallengesPerNetwork), Network));

    public static readonly LimitPolicy Tickets = new(
        (new("tickets-client", limits => limits.TicketsPerClient), Client),
        (new("tickets-network", limits => limits.TicketsPerNetwork), Network));

    public static readonly LimitPolicy Reads = new((new("reads", limits => limits.ReadsPerClient), Client));

    public static readonly LimitPolicy Sends = new((new("sends", limits => limits.SendsPerClient), Client));

    public static readonly LimitPolicy Confirmations = new((new("confirmations", limits => limits.ConfirmationsPerClient), Client));

    public static readonly LimitPolicy PasswordChecks = new((new("password-checks", limits => limits.PasswordChecksPerClient), Client));

    public static readonly LimitPolicy Passwords = new((new("passwords", limits => limits.PasswordsPerClient), Client));

    public static readonly LimitPolicy SendGridEvents = new((new("sendgrid-events", limits => limits.SendGridEventsPerClient), Client));

    public static readonly LimitPolicy Support = new((new("support", limits => limits.SupportPerNetwork), Network));

    /// <summary>What a call is charged: its route's limits, then those of the partner that makes it.</summary>
    public IEnumerable<(Limit Limit, string Subject)> ChargesOf(HttpContext http) =>
        Limits.Select(each => (each.Limit, each.Subject(http))).Concat(PartnerLimits.Calls(Caller.Of(http)));

    private static string Client(HttpContext http) => $"{ClientNetwork.ClientOf(http)}";

    private static string Network(HttpContext http) => $"{ClientNetwork.Of(http)}";
}
