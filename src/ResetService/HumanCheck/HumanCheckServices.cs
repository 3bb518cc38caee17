using ResetService.Hosting;

namespace ResetService.HumanCheck;

internal static class HumanCheckServices
{
    public static void AddHumanCheck(this WebApplicationBuilder builder) => builder.AddSettings<HumanCheckOptions>("HumanCheck");
}
