using System.Net;
using Microsoft.Extensions.Options;
using ResetService.Hosting;

namespace ResetService.Webhooks;

internal static class WebhookServices
{
    public static void AddWebhooks(this IHostApplicationBuilder builder)
    {
        builder.AddReloadingSettings<WebhookOptions>("Webhooks");
        builder.Services.AddSingleton<Subscriptions>();
        builder.Services.AddSingleton<WebhookClient>();
        builder.Services.AddSingleton<WebhookConnection>();
        builder.Services.AddSingleton<Func<string, CancellationToken, Task<IPAddress[]>>>(_ => Dns.GetHostAddressesAsync);
        builder.Services.AddHttpClient(nameof(WebhookClient), (services, http) => http.Timeout = services.GetRequiredService<IOptionsMonitor<WebhookOptions>>().CurrentValue.Timeout)
            .RemoveAllLoggers() // a URL may carry a secret of its receiver's
            .UseSocketsHttpHandler((handler, services) =>
            {
                handler.ConnectCallback = services.GetRequiredService<WebhookConnection>().ConnectAsync;
                handler.UseProxy = false; // a proxy would look names up for itself
                handler.AllowAutoRedirect = false; // a message goes where the settings say, nowhere else
                handler.UseCookies = false;
                handler.MaxResponseDrainSize = 4 * 1024; // a body that is not read: a short one lets the connection be used again
            });
    }
}
