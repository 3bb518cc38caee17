using ResetService.Hosting;

namespace ResetService.Limits;

/// <summary>Limits of a partner alone, as its own settings have them; none for anyone else.</summary>
internal static class PartnerLimits
{
    public static IEnumerable<(Limit Limit, string Subject)> Calls(Caller caller) => Of("partner-calls", caller, caller.Calls);

    public static IEnumerable<(Limit Limit, string Subject)> Tickets(Caller caller) => Of("partner-tickets", caller, caller.Tickets);

    private static IEnumerable<(Limit Limit, string Subject)> Of(string name, Caller caller, Rate? rate) =>
        rate is null ? [] : [(new(name, _ => rate), caller.Partner)];
}
