using ResetService.Accounts;
using ResetService.Webhooks;

namespace ResetService.Commands;

/// <summary>What operators do with webhook endpoints.</summary>
internal static class WebhookCommands
{
    /// <summary>Prints a secret for an endpoint as its setting. Nothing keeps it but who reads this.</summary>
    /// <returns>0, or 1 where no endpoint can have this name.</returns>
    public static int PrintSecret(string name)
    {
        if (!WebhookEndpointOptions.IsName(name)) return Refuse("An endpoint's name has letters, digits, '-', '_' and '.' alone, up to 50 of them.");

        Console.WriteLine($"Webhooks__Endpoints__{name}__{nameof(WebhookEndpoint.Secret)}={WebhookSecret.Draw()}");
        return 0;
    }

    /// <summary>Sends an endpoint a message that tells nothing, once, as deliveries are sent.</summary>
    /// <returns>0 when it was taken, else 1.</returns>
    public static async Task<int> TestAsync(IServiceProvider services, string name)
    {
        if (services.GetRequiredService<Subscriptions>().Named(name) is not { } endpoint) return Unknown(name);

        var test = new WebhookEvent(WebhookEvents.Test, services.GetRequiredService<TimeProvider>().GetUtcNow(), Partner: "", TicketId: null, Storefront: null);
        var outcome = await services.GetRequiredService<WebhookClient>().SendAsync(endpoint, $"msg_{Guid.CreateVersion7():N}", test.ToJson());
        if (outcome.Result is not WebhookResult.Delivered) return Refuse($"{name} did not take it. {outcome.Reason}");

        Console.WriteLine($"{name} took it. {outcome.Reason}");
        return 0;
    }

    /// <summary>Begins anew with what an endpoint never took.</summary>
    public static async Task<int> ReplayAsync(IServiceProvider services, string name, CancellationToken cancellation)
    {
        if (services.GetRequiredService<Subscriptions>().Named(name) is null) return Unknown(name);

        Console.WriteLine($"{await services.GetRequiredService<Outbox>().ReplayAsync($"{Outbox.WebhookKind}{name}", cancellation)} messages are due again.");
        return 0;
    }

    /// <summary>Switches an endpoint on again that answered 410.</summary>
    public static async Task<int> EnableAsync(IServiceProvider services, string name, CancellationToken cancellation)
    {
        var enabled = await services.GetRequiredService<WebhookStates>().EnableAsync(name, cancellation);
        Console.WriteLine(enabled ? $"{name} is switched on; webhooks replay {name} sends what it missed." : $"{name} was not switched off.");
        return 0;
    }

    private static int Unknown(string name) => Refuse($"There is no endpoint {name} in the settings.");

    private static int Refuse(string why)
    {
        Console.Error.WriteLine(why);
        return 1;
    }
}
