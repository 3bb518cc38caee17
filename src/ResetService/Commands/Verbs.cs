using System.CommandLine;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Passwords;
#if DEBUG
using ResetService.Embedded;
#endif

namespace ResetService.Commands;

/// <summary>What operators do with the same binary, on the same settings.</summary>
internal static class Verbs
{
    public static Task<int> RunAsync(string[] args)
    {
        var email = new Argument<string>("EMAIL") { Description = "The address of the account." };
        var file = new Argument<FileInfo>("FILE") { Description = "A CSV file with the header email,password,locale,storefront." };
        var reference = new Argument<string>("REFERENCE") { Description = "A case's, or a mail's." };
        var partner = new Argument<string>("NAME") { Description = "The partner's name in the settings." };

        var migrate = new Command("migrate", "Creates the tables or brings them up to date.");
        migrate.SetAction((_, _) => WithServicesAsync(async services =>
        {
            await services.MigrateAsync();
            return 0;
        }));

        var import = new Command("import", "Adds accounts from a CSV file: all of them, or none where a line is wrong.") { file };
        import.SetAction((parsed, cancellation) => WithServicesAsync(services => ImportAccounts.RunAsync(services, parsed.GetRequiredValue(file), cancellation)));

        var verify = new Command("verify-password", "Reads a password from standard input; exit code 0 when it is the account's, else 1.") { email };
        verify.SetAction((parsed, cancellation) => WithServicesAsync(services => VerifyPassword.RunAsync(services, parsed.GetRequiredValue(email), cancellation)));

        var keys = new Command("new", "Prints fresh keys as settings.");
        keys.SetAction(_ => NewKeys.Print());

        var newPartnerKey = new Command("new-key", "Prints a fresh key for a partner, and its digest as a setting.") { partner };
        newPartnerKey.SetAction(parsed => NewPartnerKey.Print(parsed.GetRequiredValue(partner)));

        var show = new Command("show", "Shows a case and what became of its mails.") { reference };
        show.SetAction((parsed, cancellation) => WithServicesAsync(services => ShowCase.RunAsync(services, parsed.GetRequiredValue(reference), cancellation)));

        return new RootCommand("ResetService resets forgotten passwords. Without a command it serves.")
        {
            migrate,
            new Command("accounts", "Accounts.") { import, verify },
            new Command("keys", "Keys.") { keys },
            new Command("partners", "Partners.") { newPartnerKey },
            new Command("support", "Support cases.") { show },
        }.Parse(args).InvokeAsync();
    }

    private static async Task<int> WithServicesAsync(Func<IServiceProvider, Task<int>> command)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // On an empty database migrate asks for a history that isn't there yet, which EF Core logs as a failure. What fails indeed is thrown.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Critical);
#if DEBUG
        builder.AddEmbeddedAccounts();
#endif
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddPasswords();
        builder.AddAccounts();

        await using var app = builder.Build();
        app.Services.CheckSettings();
        return await command(app.Services);
    }
}
