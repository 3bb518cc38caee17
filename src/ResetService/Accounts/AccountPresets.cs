using Microsoft.Extensions.Configuration.Memory;

namespace ResetService.Accounts;

/// <summary>The tables of well-known frameworks, as settings that any other setting overrides.</summary>
internal static class AccountPresets
{
    public const string Own = "own";
    public const string AspNetIdentity = "aspnet-identity";
    public const string Django = "django";
    public const string Custom = "custom";

    private static readonly Dictionary<string, Dictionary<string, string?>> Defaults = new(StringComparer.Ordinal)
    {
        [AspNetIdentity] = new()
        {
            ["Accounts:Table"] = "AspNetUsers",
            ["Accounts:EmailLookup"] = nameof(EmailLookup.Normalized),
            ["Accounts:Columns:Key"] = "Id",
            ["Accounts:Columns:Email"] = "Email",
            ["Accounts:Columns:NormalizedEmail"] = "NormalizedEmail",
            ["Accounts:Columns:PasswordHash"] = "PasswordHash",
            ["Accounts:Columns:SecurityStamp"] = "SecurityStamp",
            ["Accounts:Columns:ConcurrencyStamp"] = "ConcurrencyStamp",
            ["Accounts:Columns:Verified"] = "EmailConfirmed",
            ["Accounts:Columns:Mfa"] = "TwoFactorEnabled",
            ["Passwords:Format"] = "aspnet-identity-v3",
        },
        [Django] = new()
        {
            ["Accounts:Table"] = "auth_user",
            ["Accounts:Columns:Key"] = "id",
            ["Accounts:Columns:Email"] = "email",
            ["Accounts:Columns:PasswordHash"] = "password",
            ["Accounts:Columns:Active"] = "is_active",
            ["Passwords:Format"] = "django-pbkdf2-sha256", // what a Django verifies that has nothing more than Django
        },
    };

    /// <summary>Puts the preset's settings beneath all others.</summary>
    public static void AddAccountPreset(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["Accounts:Preset"] is { } preset && Defaults.TryGetValue(preset, out var settings))
            ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = settings });
    }
}
