using Microsoft.Extensions.Options;
using ResetService.Hosting;

namespace ResetService.Mail;

internal static class MailServices
{
    public static void AddMail(this WebApplicationBuilder builder)
    {
        builder.AddSettings<SendGridOptions>("SendGrid");
        builder.Services.AddSingleton<IValidateOptions<SendGridOptions>, SendGridCheck>();
        builder.Services.AddSendGridHttp();
        builder.Services.AddSingleton<SendGridMailer>();
        builder.Services.AddSingleton<MailboxMailer>();
        builder.Services.AddSingleton<IMailer>(services => services.GetRequiredService<IOptions<SendGridOptions>>().Value.HasKey
            ? services.GetRequiredService<SendGridMailer>()
            : services.GetRequiredService<MailboxMailer>());
    }

    /// <summary>Shows the mails at /dev/mailbox, in Development and while no SendGrid is set.</summary>
    public static void MapMailbox(this IEndpointRouteBuilder routes)
    {
        if (!routes.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment()) return;
        if (routes.ServiceProvider.GetRequiredService<IMailer>() is not MailboxMailer) return;

        routes.MapGet("/dev/mailbox", MailboxPage.Handle).ExcludeFromDescription();
    }
}
