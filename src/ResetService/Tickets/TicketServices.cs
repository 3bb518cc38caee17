using ResetService.Hosting;

namespace ResetService.Tickets;

internal static class TicketServices
{
    public static void AddTickets(this WebApplicationBuilder builder)
    {
        builder.AddSettings<CodeOptions>("Codes");
        builder.Services.AddSingleton<TicketStore>();
        builder.Services.AddSingleton<MailQueue>();
        builder.Services.AddSingleton<CaseStore>();
        builder.Services.AddSingleton<MailBudget>();
        builder.Services.AddSingleton<EventQueue>();
    }
}
