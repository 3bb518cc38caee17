using Microsoft.EntityFrameworkCore;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Passwords;

namespace ResetService.Embedded;

/// <summary>Someone to reset a password for on the first run.</summary>
internal static class DemoAccount
{
    public const string Email = "ada@example.com";
    private const string Password = "Old-Passw0rd-1815";

    public static async Task AddDemoAccountAsync(this IServiceProvider services)
    {
        if (services.GetRequiredService<IConfiguration>().GetConnectionString("Sqlite") is null) return;

        await using var db = await services.GetRequiredService<IDbContextFactory<AccountsDb>>().CreateDbContextAsync();
        if (await db.Accounts.AnyAsync()) return;

        db.Accounts.Add(new Account
        {
            Id = Guid.CreateVersion7(),
            Email = Email,
            EmailKey = EmailAddress.Parse(Email).Canonical,
            PasswordHash = (await services.GetRequiredService<PasswordHasher>().HashAsync(Password, CancellationToken.None))!,
            SecurityStamp = Account.DrawStamp(),
            Verified = true,
        });
        await db.SaveChangesAsync();
    }
}
