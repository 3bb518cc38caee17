using ResetService.Hosting;

namespace ResetService.Passwords;

/// <summary>What a new password must be, and how it is kept.</summary>
internal static class PasswordServices
{
    public static void AddPasswords(this WebApplicationBuilder builder)
    {
        builder.AddSettings<PasswordOptions>("Passwords");
        builder.Services.AddActivatedSingleton<PasswordBlocklist>(); // a list that can't be read stops the start
        builder.Services.AddSingleton<PasswordStrength>();
        builder.Services.AddSingleton<PasswordFormats>();
        builder.Services.AddSingleton<PasswordHasher>();
        builder.Services.ConfigureSwaggerGen(swagger => swagger.SchemaFilter<PasswordReasonCodes>());
        builder.Services.AddTransient<PasswordPolicy>(); // as its HTTP client is
        builder.Services.AddHttpClient<PasswordRange>(PasswordRange.Configure)
            // The URL derives from a password: it stays out of logs and traces.
            .RemoveAllLoggers()
            .UseSocketsHttpHandler((handler, _) => handler.ActivityHeadersPropagator = null);
    }
}
