using System.Net;
using Microsoft.Extensions.Logging;
using Npgsql;
using ResetService.Tests.Support;

namespace ResetService.Tests.Accounts;

/// <summary>A shop's database with a users table of its own, and the service beside it.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private readonly NpgsqlDataSource database;

    private Shop(string connectionString) => database = NpgsqlDataSource.Create(connectionString);

    public ResetApi Api { get; private set; } = null!;

    public ResetClient Client { get; private set; } = null!;

    /// <param name="tables">What the shop has, as SQL.</param>
    /// <param name="settings">How the service is told of it.</param>
    /// <param name="log">Where the log goes too.</param>
    public static async Task<Shop> OpenAsync(string tables, IReadOnlyDictionary<string, string?> settings, ILoggerProvider? log = null)
    {
        var connectionString = await (await Servers.Postgres).CreateDatabaseAsync();
        var shop = new Shop(connectionString);
        await shop.RunAsync(tables);

        shop.Api = await ResetApi.StartAsync(Parts.Real, new Dictionary<string, string?>(settings) { ["ConnectionStrings:Postgres"] = connectionString }, log);
        shop.Client = new ResetClient(shop.Api.CreateClient());
        return shop;
    }

    public async Task RunAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T?> ReadAsync<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>A fresh ticket of the address as typed, its code confirmed.</summary>
    /// <param name="onFile">The address on file.</param>
    /// <param name="typed">As a customer spells it, where that differs.</param>
    /// <param name="mail">Which mail to the address it will be; else the next.</param>
    public async Task<(Ticket Ticket, string Pass)> ConfirmAsync(string onFile, string? typed = null, int? mail = null)
    {
        var count = mail ?? Api.SendGrid.Mails.Count(mail => mail.To == onFile) + 1;
        if (count > 1) await Api.SendGrid.NextMailAsync(onFile, count - 1);
        var ticket = await Client.OpenAsync(typed ?? onFile, sendCode: true);
        var confirmed = await Client.ConfirmAsync(ticket, (await Api.SendGrid.NextMailAsync(onFile, count)).Code);
        Assert.That(confirmed.Status, Is.EqualTo(HttpStatusCode.OK), confirmed.Text);
        return (ticket, confirmed["pass"]);
    }

    /// <summary>Asks for a code and waits until the worker has looked the address up, and mailed what it mails.</summary>
    public async Task AskInVainAsync(string typed)
    {
        await Client.OpenAsync(typed, sendCode: true);
        await Api.AllMailIsDoneAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Http.Dispose();
        if (Api is not null) await Api.DisposeAsync();
        await database.DisposeAsync();
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return command;
    }
}
