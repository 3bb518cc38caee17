namespace ResetService.Hosting;

/// <summary>
/// The framework's own request logs repeat the whole path, in which a ticket's id carries its address's tag or a range call the beginning
/// of a password's hash, as messages or as a scope around every line. They stay silent whatever level the settings turn on.
/// </summary>
internal static class RequestLogs
{
    private static readonly string[] Categories =
    [
        "Microsoft.AspNetCore.Hosting.Diagnostics",
        "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.Server.Kestrel.BadRequests",
        "Microsoft.AspNetCore.StaticFiles.StaticFileMiddleware",
        "System.Net.Http.HttpClient",
    ];

    // After the settings have given their rules, for each provider that has rules of its own: those would go before a common one.
    public static void SilenceRequestLogs(this WebApplicationBuilder builder) => builder.Services.PostConfigure<LoggerFilterOptions>(filters =>
    {
        foreach (var provider in filters.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToArray())
        {
            foreach (var category in Categories) filters.Rules.Add(new LoggerFilterRule(provider, category, LogLevel.None, filter: null));
        }
    });
}
