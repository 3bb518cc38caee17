using Microsoft.Extensions.Options;
using ResetService.Hosting;

namespace ResetService.HumanCheck;

internal static class HumanCheckServices
{
    public static void AddHumanCheck(this WebApplicationBuilder builder)
    {
        builder.AddSettings<HumanCheckOptions>("HumanCheck");
        builder.Services.AddSingleton<Altcha>();
        builder.Services.AddSingleton<NoCheck>();
        builder.Services.AddHttpClient<Siteverify>(Siteverify.Configure)
            .RemoveAllLoggers() // no setting can make these print the secret
            .UseSocketsHttpHandler((handler, _) =>
            {
                handler.AllowAutoRedirect = false; // the secret goes where the settings say, nowhere else
                handler.UseCookies = false;
            });
        builder.Services.AddTransient<IHumanCheck>(services => services.GetRequiredService<IOptions<HumanCheckOptions>>().Value.Mode switch
        {
            HumanCheckMode.Altcha => services.GetRequiredService<Altcha>(),
            HumanCheckMode.Siteverify => services.GetRequiredService<Siteverify>(),
            _ => services.GetRequiredService<NoCheck>(),
        });
    }
}
