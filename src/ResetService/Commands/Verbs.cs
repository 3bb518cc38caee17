using System.CommandLine;
using Microsoft.Extensions.Options;
using ResetService.Accounts;
using ResetService.Hosting;
using ResetService.Passwords;
using ResetService.Webhooks;
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
        var endpoint = new Argument<string>("NAME") { Description = "The endpoint's name in the settings." };

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

        var newSecret = new Command("new-secret", "Prints a fresh secret for a webhook endpoint as a setting.") { endpoint };
        newSecret.SetAction(parsed => WebhookCommands.PrintSecret(parsed.GetRequiredValue(endpoint)));

        var test = new Command("test", "Sends an endpoint one message that tells nothing; exit code 0 when it was taken, else 1.") { endpoint };
        test.SetAction((parsed, _) => WithServicesAsync(services => WebhookCommands.TestAsync(services, parsed.GetRequiredValue(endpoint)), WebhookServices.AddWebhooks));

        var replay = new Command("replay", "Begins anew with the messages that an endpoint never took.") { endpoint };
        replay.SetAction((parsed, cancellation) => WithServicesAsync(
            services => WebhookCommands.ReplayAsync(services, parsed.GetRequiredValue(endpoint), cancellation), WebhookServices.AddWebhooks));

        var enable = new Command("enable", "Switches an endpoint on again that answered 410.") { endpoint };
        enable.SetAction((parsed, cancellation) => WithServicesAsync(services => WebhookCommands.EnableAsync(services, parsed.GetRequiredValue(endpoint), cancellation)));

        return new RootCommand("ResetService resets forgotten passwords. Without a command it serves.")
        {
            migrate,
            new Command("accounts", "Accounts.") { import, verify },
            new Command("keys", "Keys.") { keys },
            new Command("partners", "Partners.") { newPartnerKey },
            new Command("support", "Support cases.") { show },
            new Command("webhooks", "Webhook endpoints.") { newSecret, test, replay, enable },
        }.Parse(args).InvokeAsync();
    }

    private static async Task<int> WithServicesAsync(Func<IServiceProvider, Task<int>> command, Action<IHostApplicationBuilder>? addMore = null)
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
        addMore?.Invoke(builder);

        await using var app = builder.Build();
        try
        {
            app.Services.CheckSettings();
            return await command(app.Services);
        }
        catch (OptionsValidationException wrong)
        {
            return Settings.Tell(wrong);
        }
    }
}
