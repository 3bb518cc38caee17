using System.Net;
using System.Text.RegularExpressions;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>Sees the service as someone who holds an address and no mailbox.</summary>
internal abstract partial class StrangerTest(Parts parts, IReadOnlyDictionary<string, string?>? settings = null) : ResetTest(parts, settings)
{
    /// <summary>All that a stranger can do with an address, as what it is answered.</summary>
    protected async Task<string> WalkAsync(string email)
    {
        var created = await Client.CreateTicketAsync(new { email });
        var ticket = new Ticket(created["id"], created["token"]);
        var answers = new List<Answer> { created, await Client.ReadAsync(ticket), await Client.ConfirmAsync(ticket, "000000") };

        answers.Add(await Client.SendCodeAsync(ticket));
        await AllMailIsDoneAsync();
        answers.Add(await Client.SendCodeAsync(ticket));
        for (var i = 0; i < 2; i++) answers.Add(await Client.ConfirmAsync(ticket, NeverTheCode(email)));
        Api.Clock.Advance(TimeSpan.FromMinutes(1));
        answers.Add(await Client.SendCodeAsync(ticket));
        await AllMailIsDoneAsync();
        for (var i = 0; i < 5; i++) answers.Add(await Client.ConfirmAsync(ticket, NeverTheCode(email)));
        answers.Add(await Client.SendCodeAsync(ticket));
        answers.Add(await Client.RequestSupportAsync(ticket, "ada.l@example.org", "My mailbox is gone."));
        answers.Add(await Client.RequestSupportAsync(ticket, "ada.l@example.org", "Are you there?"));
        answers.Add(await Client.ReadAsync(ticket));
        answers.Add(await Client.SetPasswordAsync(ticket.Id, ticket.Token, ResetApi.GoodPassword));
        Api.Clock.Advance(TimeSpan.FromMinutes(9));
        answers.Add(await Client.ConfirmAsync(ticket, "000000"));
        Api.Clock.Advance(TimeSpan.FromMinutes(10));
        answers.Add(await Client.ReadAsync(ticket));

        return string.Join('\n', answers.Select(Transcript));
    }

    // A link's mail has no code.
    protected string NeverTheCode(string email) =>
        Api.SendGrid.Mails.LastOrDefault(mail => mail.To == email && !mail.Text.Contains("#link=", StringComparison.Ordinal)) is { } mail ? WrongCode(mail.Code) : "000000";

    /// <summary>Status, headers and body; what is drawn, is a time or is left of the caller's own limit is replaced by as many dots.</summary>
    protected static string Transcript(Answer answer)
    {
        // Which of the caller's own limits is closest to its end depends on all calls of the test; a refusal names the one that is spent.
        var headers = answer.Response.Headers.Concat(answer.Response.Content.Headers)
            .Where(header => answer.Status is HttpStatusCode.TooManyRequests || !header.Key.StartsWith("RateLimit", StringComparison.Ordinal))
            .Select(header => $"{header.Key}: {string.Join(',', header.Value)}");

        return Drawn().Replace($"{answer.Status}\n{string.Join('\n', headers)}\n{answer.Text}", drawn => new string('.', drawn.Length));
    }

    protected Task AllMailIsDoneAsync() => Api.AllMailIsDoneAsync();

    [GeneratedRegex("""(?<="(id|token|reference)":")[^"]+|(?<=reset-tickets/)[\w-]{32}|(?<="sentTo":"|"hint":").(?=\*)|\d{4}-\d\d-\d\dT[\d:.]+Z|(?<=Date: ).*|(?<=;r=)[1-9].*""")]
    private static partial Regex Drawn();
}
