using System.Globalization;
using System.Text;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace ResetService.Hosting;

/// <summary>The contract, drawn from the code and served at <c>/openapi.yaml</c>; the committed openapi.yaml equals it.</summary>
internal static class OpenApi
{
    private const string Document = "openapi";

    private const string SwaggerPage =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public static void AddOpenApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddEndpointsApiExplorer();
        builder.Services.AddSwaggerGen(swagger =>
        {
            swagger.SwaggerDoc(Document, new OpenApiInfo
            {
                Title = "ResetService",
                Version = "1.0.0",
                Description = "Resets a forgotten password by a six-digit code sent by e-mail: a ticket, the code, its confirmation, the new password. "
                    + "Every call comes over https (else 403 forbidden) and under the service's own host (else 400 invalid-request).",
                Contact = new OpenApiContact { Name = "Whoever operates the deployment that is called" },
            });
            swagger.AddServer(new OpenApiServer { Url = "/", Description = "The deployment that serves this document, be it production, staging or local." });
            swagger.SupportNonNullableReferenceTypes();
            swagger.NonNullableReferenceTypesAsRequired();
            swagger.IncludeXmlComments(typeof(OpenApi).Assembly);
            swagger.AddSecurityDefinition(Bearer.TicketToken.Scheme, Scheme("The ticket's token, from createResetTicket."));
            swagger.AddSecurityDefinition(Bearer.Pass.Scheme, Scheme("The pass, from confirmCode or confirmLink. It can set the password and nothing else."));
            swagger.AddSecurityDefinition(Bearer.LinkToken.Scheme, Scheme("The token of a mailed link, from the address's fragment."));
            swagger.OperationFilter<ProblemResponses>();
            swagger.OperationFilter<OperationDetails>();
            swagger.SchemaFilter<Members>();
            swagger.SchemaFilter<Bounds>();
            swagger.SchemaFilter<EnumMeanings>();
            swagger.DocumentFilter<ProblemSchema>();
            swagger.DocumentFilter<ApiHeaders>();
            swagger.DocumentFilter<TagMeanings>();
            swagger.DocumentFilter<Examples>();
        });
    }

    public static void UseOpenApi(this WebApplication app)
    {
        var drawn = new Lazy<byte[]>(() => Draw(app.Services)); // once: it takes a while, and anyone may ask
        app.MapGet($"/{Document}.yaml", () => TypedResults.Bytes(drawn.Value, "application/yaml;charset=utf-8")).ExcludeFromDescription();
        if (!(app.Configuration.GetValue<bool?>(nameof(ServiceOptions.SwaggerUi)) ?? app.Environment.IsDevelopment())) return;

        app.UseWhen(context => context.Request.Path.StartsWithSegments("/swagger", StringComparison.OrdinalIgnoreCase), page => page.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = SwaggerPage;
            return next(context);
        }));
        app.UseSwaggerUI(ui => ui.SwaggerEndpoint($"/{Document}.yaml", "ResetService"));
    }

    private static byte[] Draw(IServiceProvider services)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        services.GetRequiredService<ISwaggerProvider>().GetSwagger(Document).SerializeAsV3(new OpenApiYamlWriter(text));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static OpenApiSecurityScheme Scheme(string description) =>
        new() { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = description };
}
