using FluentValidation;
using Microsoft.Extensions.Options;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Passwords;
using ResetService.Storefronts;

namespace ResetService.Resets;

internal static class ResetServices
{
    public static void AddResets(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddValidatorsFromAssemblyContaining<CreateTicketValidator>(ServiceLifetime.Singleton, includeInternalTypes: true);
        services.AddTransient<NewPassword>();
        services.AddSingleton(hashes => new HashLength(hashes.GetRequiredService<PasswordFormats>().Current.Hash("any").Length)); // the same for each
        services.AddSingleton<CountedMailer>();
        services.AddSingleton<SendMail>();
        services.AddSingleton<SupportMails>();
        services.AddSingleton<MailFates>();
        services.AddSingleton<WebhookOutbox>();
        services.AddSingleton<IValidateOptions<StorefrontOptions>, StorefrontCheck>();

        // What is no role is told with all other wrong settings.
        if (Enum.TryParse<Role>(builder.Configuration[nameof(Role)], ignoreCase: true, out var role) && role is Role.Api) return;

        services.AddSingleton<OutboxLoop>();
        services.AddHostedService<MailWorker>();
        services.AddHostedService<EventWorker>();
        services.AddHostedService<OutboxWorker>();
        services.AddHostedService<WebhookWorker>();
    }
}
