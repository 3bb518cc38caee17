using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using ResetService.Hosting;

namespace ResetService.Mail;

internal static class MailServices
{
    public static void AddMail(this WebApplicationBuilder builder)
    {
        builder.AddSettings<SendGridOptions>("SendGrid");
        builder.Services.AddSingleton<IValidateOptions<SendGridOptions>, SendGridCheck>();
        builder.Services.AddSingleton<EventSignature>();
        builder.Services.AddSingleton<EventGate>();
        builder.Services.AddSendGridHttp();
        builder.Services.AddSingleton<SendGridMailer>();
        builder.Services.AddSingleton<MailboxMailer>();
        builder.Services.ConfigureSwaggerGen(swagger =>
        {
            swagger.AddSecurityDefinition(SignedEventsContract.Scheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = EventSignature.Header,
                Description = "SendGrid's signature: ECDSA on P-256 with SHA-256 over the timestamp and the body, DER in base64.",
            });
            swagger.OperationFilter<SignedEventsContract>();
        });
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
