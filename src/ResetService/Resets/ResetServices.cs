using FluentValidation;
using Microsoft.Extensions.Options;
using ResetService.Hosting;
using ResetService.Storefronts;

namespace ResetService.Resets;

internal static class ResetServices
{
    public static void AddResets(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatorsFromAssemblyContaining<CreateTicketValidator>(ServiceLifetime.Singleton, includeInternalTypes: true);
        services.AddTransient<NewPassword>();
        services.AddSingleton<SendMail>();
        services.AddSingleton<SupportMails>();
        services.AddSingleton<MailFates>();
        services.AddSingleton<WebhookOutbox>();
        services.AddSingleton<IValidateOptions<StorefrontOptions>, StorefrontCheck>();

        if (builder.Configuration.GetValue<Role>(nameof(Role)) is Role.Api) return;

        services.AddSingleton<OutboxLoop>();
        services.AddHostedService<MailWorker>();
        services.AddHostedService<EventWorker>();
        services.AddHostedService<OutboxWorker>();
        services.AddHostedService<WebhookWorker>();
    }
}
