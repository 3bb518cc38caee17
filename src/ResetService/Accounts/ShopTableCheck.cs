using Microsoft.EntityFrameworkCore;
using ResetService.Hosting;

namespace ResetService.Accounts;

/// <summary>Stops the start where the shop's table is not as the settings say. A database that is down stops nothing: it is asked at its first use.</summary>
internal sealed partial class ShopTableCheck(IAccountTable table, IDbContextFactory<AccountsDb> databases, ILogger<ShopTableCheck> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (table is not ShopAccounts accounts) return;

        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await accounts.CheckAsync(db, cancellationToken);
        }
        catch (Exception outage) when (Faults.IsOutage(outage))
        {
            LogUnchecked(outage);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "Postgres does not answer, so the settings of Accounts are not checked against it yet")]
    private partial void LogUnchecked(Exception outage);
}
