namespace ResetService.Attack;

/// <summary>Many networks guess the codes of many tickets of one address.</summary>
internal static class GuessOneAddress
{
    private const int Tickets = 200;

    public static async Task<IReadOnlyList<Claim>> RunAsync()
    {
        await using var scene = await Scene.StartAsync(("Codes__AddressSendsAnHour", "1000"), ("Codes__AddressSendsADay", "1000"));
        var owner = await scene.SignUpAsync();
        var tickets = await Scene.StormAsync(Tickets, n => scene.From(network: n).OpenAsync(owner, sendCode: true));
        var codes = await scene.MailsAsync(owner);

        var guesses = await Scene.StormAsync(10_000, n => scene.From(network: n % 1000).ConfirmAsync(tickets[n % Tickets], $"{n:D6}"));
        var compared = guesses.Count(guess => guess.Problem == "wrong-code");

        var asked = await scene.Owner.CreateTicketAsync(new { email = owner, sendCode = true });
        var mail = await scene.NextMailAsync(owner, codes.Count + 1);

        return
        [
            new("each ticket had a code to guess", $"{codes.Count} mails", codes.Count == Tickets && !codes.Any(Scene.CarriesLink)),
            new("at most 20 guesses were compared", $"{compared} wrong-code", compared <= 20),
            new("all others were refused uncompared", Scene.Tally(guesses), guesses.All(guess => guess.Problem is "wrong-code" or "ticket-locked")),
            new("the owner's mail now carries a link", asked.Body.GetProperty("code").GetProperty("kind").GetString()!, Scene.CarriesLink(mail)),
            await scene.OwnerGetsInAsync(mail),
        ];
    }
}
