using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using ResetService.Hosting;

namespace ResetService.Partners;

/// <summary>Says that an endpoint takes a partner's key; another one doesn't look at it.</summary>
internal sealed record TakesApiKey;

internal static class PartnerServices
{
    /// <summary>What a partner's settings can name: the operations of the routes that are <see cref="ForPartners"/>.</summary>
    public static readonly IReadOnlyList<string> Operations =
        ["createResetTicket", "getResetTicket", "sendCode", "confirmCode", "checkPassword", "setPassword", "requestSupport", "cancelResetTicket"];

    public const string Section = "Partners";

    public static void AddPartners(this WebApplicationBuilder builder)
    {
        builder.AddReloadingSettings<PartnerOptions>(Section);
        builder.Services.AddSingleton<LastGood<PartnerOptions>>();
        builder.Services.AddSingleton<IOptionsFactory<PartnerOptions>, StandingKeys>();
        builder.Services.ConfigureSwaggerGen(swagger =>
        {
            swagger.AddSecurityDefinition(ApiKeyParameters.Scheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = ApiKeys.Header,
                Description = "A partner's key. It says who calls, opens no account, and is a server's secret: no browser can send it.",
            });
            swagger.OperationFilter<ApiKeyParameters>();
        });
    }

    public static void UsePartners(this WebApplication app) => app.UseMiddleware<ApiKeys>();

    public static RouteGroupBuilder ForPartners(this RouteGroupBuilder group) =>
        group.WithMetadata(new TakesApiKey(), new Refuses([Problems.InvalidRequest, Problems.InvalidApiKey]));
}
