using System.Net;
using Microsoft.Extensions.Logging;
using ResetService.Accounts;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>Starts the service once for a fixture. Tests sign up fresh addresses, so they need no order and no clean-up.</summary>
internal abstract class ResetTest(
    Parts parts, IReadOnlyDictionary<string, string?>? settings = null, ILoggerProvider? log = null, DateTimeOffset? now = null)
{
    protected ResetApi Api { get; private set; } = null!;

    protected ResetClient Client { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartService()
    {
        Api = await ResetApi.StartAsync(parts, settings, log, now);
        Client = new ResetClient(Api.CreateClient());
    }

    [OneTimeTearDown]
    public async Task StopService()
    {
        Client.Http.Dispose();
        await Api.DisposeAsync();
    }

    /// <summary>A fresh ticket of the account, with the mail that came for it.</summary>
    protected async Task<(Ticket Ticket, StubMail Mail)> MailedAsync(Account account)
    {
        var before = Api.SendGrid.Mails.Count(mail => mail.To == account.Email);
        var ticket = await Client.OpenAsync(account.Email, sendCode: true);
        return (ticket, await Api.SendGrid.NextMailAsync(account.Email, before + 1));
    }

    /// <summary>A fresh ticket of the account, its code confirmed.</summary>
    protected async Task<(Ticket Ticket, string Pass)> ConfirmedAsync(Account account)
    {
        var (ticket, mail) = await MailedAsync(account);
        var confirmed = await Client.ConfirmAsync(ticket, mail.Code);
        Assert.That(confirmed.Status, Is.EqualTo(HttpStatusCode.OK), confirmed.Text);
        return (ticket, confirmed["pass"]);
    }

    /// <summary>Another code than this one.</summary>
    protected static string WrongCode(string code) => $"{code[..^1]}{(code[^1] - '0' + 1) % 10}";
}
