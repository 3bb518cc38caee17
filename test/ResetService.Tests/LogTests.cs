using System.Text.RegularExpressions;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;

namespace ResetService.Tests;

/// <summary>Whatever an operator turns on, no log carries what a thief could use or who asked.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
[Property("Checklist", "S1")]
internal sealed class LogTests(Parts parts) : ResetTest(parts, Settings, Log)
{
    private const string NewPassword = "Canary Quiet river 42";

    private static readonly WholeLog Log = new();
    private static readonly SendGridSigner Signer = new();

    // Everything on: for all providers, for one, and for the categories that a request's path is logged under.
    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Logging:LogLevel:Default"] = "Trace",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace",
        ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Trace",
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Trace",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Trace",
        ["Logging:Whole:LogLevel:Default"] = "Trace",
        ["Logging:Console:LogLevel:Default"] = "None",
        ["SendGrid:EventsPublicKeys:0"] = Signer.PublicKey,
        ["Codes:AddressSendsAnHour"] = "100",
        ["Codes:AddressSendsADay"] = "100",
    };

    [Test]
    public async Task A_log_of_everything_carries_no_secret_and_no_address()
    {
        var account = await Api.SignUpAsync();
        var secrets = new Dictionary<string, string>
        {
            ["address"] = account.Email, ["address in capitals"] = account.Email.ToUpperInvariant(), ["old hash"] = account.PasswordHash,
            ["stamp"] = account.SecurityStamp, ["old password"] = ResetApi.OldPassword, ["new password"] = NewPassword,
            ["SendGrid's key"] = Api.SendGrid.ApiKey, ["weak password"] = "canary-weak", ["contents of a mail"] = "Tell it to nobody",
            ["what a customer tells"] = "Canary tells", ["what a mail server tells"] = "Canary reason",
        };

        await WalkByCodeAsync(account.Email, secrets);
        Api.Clock.Advance(TimeSpan.FromSeconds(1));
        await WalkByLinkAsync(account.Email, secrets);
        var changed = await Api.ReadAccountAsync(account.Id);
        secrets["new stamp"] = changed.SecurityStamp;
        secrets["new hash"] = changed.PasswordHash;

        Assert.That(Log.Lines, Has.Some.Contains("The password was changed by ticket")); // it does log
        foreach (var (name, secret) in secrets)
            Assert.That(Log.Lines.Where(line => Carries(line, secret)).Select(line => line[..Math.Min(line.Length, 300)]).Take(5), Is.Empty, name);
    }

    // Six digits stand by chance inside longer numbers.
    private static bool Carries(string line, string secret) =>
        Regex.IsMatch(line, secret.Length == 6 ? $@"(?<![\w.]){secret}(?![\w.])" : Regex.Escape(secret), RegexOptions.IgnoreCase);

    private async Task WalkByCodeAsync(string email, Dictionary<string, string> secrets)
    {
        var ticket = await Client.OpenAsync(email.ToUpperInvariant(), sendCode: true);
        var mail = await Api.SendGrid.NextMailAsync(email);
        await Client.SendCodeAsync(ticket);
        await Client.ReadAsync(ticket);
        await Client.ConfirmAsync(ticket, WrongCode(mail.Code));
        var pass = (await Client.ConfirmAsync(ticket, mail.Code))["pass"];
        await Client.CheckPasswordAsync(ticket.Id, pass, "canary-weak");
        await Client.SetPasswordAsync(ticket.Id, pass, "canary-weak");
        await Client.SetPasswordAsync(ticket.Id, ticket.Token, NewPassword);
        await StrayAsync(ticket, email);
        await Client.SetPasswordAsync(ticket.Id, pass, NewPassword);
        await Client.SetPasswordAsync(ticket.Id, pass, NewPassword);
        await Client.CancelAsync(ticket);
        await Api.SendGrid.NextMailAsync(email, 2);

        await Client.RequestSupportAsync(await Client.OpenAsync(email), $"canary-{email}", "Canary tells a story");
        await Api.SendGrid.NextMailAsync($"canary-{email}");
        await Signer.SendAsync(Client, $$"""[{"event":"bounce","sg_event_id":"1","sg_message_id":"2","reference":"KHQXTM","timestamp":1893499190,"reason":"Canary reason of {{email}}"}]""", Api.Clock.GetUtcNow());

        (secrets["tag"], secrets["token"], secrets["pass"]) = (ticket.Id[..10], ticket.Token, pass);
        secrets["code"] = mail.Code;
    }

    private async Task WalkByLinkAsync(string email, Dictionary<string, string> secrets)
    {
        for (var i = 0; i < 4; i++)
        {
            var spent = await Client.OpenAsync(email, sendCode: true);
            var code = (await Api.SendGrid.NextMailAsync(email, i + 3)).Code;
            for (var j = 0; j < 5; j++) await Client.ConfirmAsync(spent, WrongCode(code));
        }

        await Client.OpenAsync(email, sendCode: true);
        var link = (await Api.SendGrid.NextMailAsync(email, 7)).Link;
        var confirmed = await Client.ConfirmLinkAsync(link.Id, link.Token);
        await Client.SetPasswordAsync(confirmed["ticketId"], confirmed["pass"], NewPassword.ToUpperInvariant());

        (secrets["link's token"], secrets["link's pass"]) = (link.Token, confirmed["pass"]);
    }

    /// <summary>What goes wrong on the way: the framework's own complaints repeat what they are about.</summary>
    private async Task StrayAsync(Ticket ticket, string email)
    {
        await Client.CallAsync(HttpMethod.Get, $"v1/reset-tickets/{ticket.Id}/nowhere", ticket.Token);
        await Client.CallAsync(HttpMethod.Get, $"swagger/{ticket.Id}.html?{ticket.Id}", ticket.Token);
        await Client.CallAsync(HttpMethod.Patch, $"v1/reset-tickets/{ticket.Id}", ticket.Token);
        await Client.CallAsync(HttpMethod.Get, $"v1/reset-tickets/{ticket.Id}?token={ticket.Token}", secret: null);
        foreach (var body in new[] { $"{{\"email\":\"{email}\"", $"{{\"email\":\"{email}\",\"email\":\"{email}\"}}", $"{{\"{email}\":1}}", $"\"{email}\"", $"{{\"email\":\"{email}\",\"sendCode\":\"{email}\"}}" })
            await Client.SendTextAsync(HttpMethod.Post, "v1/reset-tickets", body);
        await Client.SendTextAsync(HttpMethod.Post, "v1/reset-tickets", "{}", contentType: email);
        await Client.SendTextAsync(HttpMethod.Put, $"v1/reset-tickets/{ticket.Id}/password", $"{{\"password\":\"{NewPassword}\\ud800\"}}", ticket.Token);
    }
}
