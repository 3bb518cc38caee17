using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>Whatever a stranger does, in whatever order: the answers are those of an address that nobody has.</summary>
[TestFixture(20)]
[TestFixture(2)]
internal sealed class AnySequenceTests(int addressTries) : StrangerTest(
    Parts.Embedded, new Dictionary<string, string?> { ["Codes:AddressTries"] = addressTries.ToString(CultureInfo.InvariantCulture) })
{
    private readonly HashSet<string> seen = [];

    [Test]
    [Property("Checklist", "A4")]
    public void Any_sequence_of_calls_is_answered_alike_for_known_and_unknown_addresses()
    {
        seen.Clear();

        Prop.ForAll<byte[]>(calls => RunAsync(calls).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

        // Few tries bring the sequences to the owner's link.
        if (addressTries == 2) Assert.That(seen, Is.SupersetOf(["ticket-locked", "link", "link-sent"]));
    }

    private async Task RunAsync(byte[] calls)
    {
        var known = await TranscriptAsync(calls, (await Api.SignUpAsync()).Email);
        var unknown = await TranscriptAsync(calls, ResetApi.FreshAddress());

        Assert.That(unknown, Is.EqualTo(known), string.Join(' ', calls));
    }

    private async Task<string> TranscriptAsync(byte[] calls, string email)
    {
        var answers = new List<Answer>();
        var ticket = await Client.OpenAsync(email);
        foreach (var call in calls)
        {
            if (await CallAsync(call, ticket, email) is not { } answer) continue;

            answers.Add(answer);
            if (answer.Problem is { } problem) seen.Add(problem);
            if (answer.Text.Contains("\"kind\":\"link\"", StringComparison.Ordinal)) seen.Add("link");
            if (answer.Text.Contains("\"token\"", StringComparison.Ordinal)) ticket = new(answer["id"], answer["token"]);
        }

        return string.Join('\n', answers.Select(Transcript));
    }

    /// <returns>The answer, or null where only time passed.</returns>
    private async Task<Answer?> CallAsync(byte call, Ticket ticket, string email)
    {
        switch (call % 14)
        {
            case 0: return await MailedAsync(Client.CreateTicketAsync(new { email, sendCode = call % 28 == 0 }));
            case 1: return await Client.ReadAsync(ticket);
            case 2 or 3: return await MailedAsync(Client.SendCodeAsync(ticket));
            case 4 or 5 or 6: return await Client.ConfirmAsync(ticket, NeverTheCode(email));
            case 7: return await Client.ConfirmAsync(ticket, "12345");
            case 8: return await Client.SetPasswordAsync(ticket.Id, ticket.Token, ResetApi.GoodPassword);
            case 9: return await Client.ConfirmLinkAsync(ticket.Id, ticket.Token);
            case 10: return await Client.CancelAsync(ticket);
            case 11: return await Client.RequestSupportAsync(ticket, "ada.l@example.org", "My mailbox is gone.");
            case 12: return await Client.RequestSupportAsync(ticket, "ada.l@example.org", $"Call {call}");
            default:
                Api.Clock.Advance(TimeSpan.FromMinutes(call % 5 == 0 ? 9 : 1));
                return null;
        }
    }

    private async Task<Answer> MailedAsync(Task<Answer> call)
    {
        var answer = await call;
        await AllMailIsDoneAsync();
        return answer;
    }
}
