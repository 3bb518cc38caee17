namespace ResetService.Attack;

/// <summary>Many networks ask for mails to one address.</summary>
internal static class AskForMails
{
    private const string NoLimit = "1000000";

    public static async Task<IReadOnlyList<Claim>> RunAsync()
    {
        await using var scene = await Scene.StartAsync(("Limits__TicketsPerStorefront__Limit", NoLimit), ("Limits__TicketsInAll__Limit", NoLimit));
        var owner = await scene.SignUpAsync();

        var asked = await Scene.StormAsync(10_000, n => scene.From(network: n % 1000).CreateTicketAsync(new { email = owner, sendCode = true }));
        var mails = await scene.MailsAsync(owner);
        var links = mails.Where(Scene.CarriesLink).ToArray();

        return
        [
            new("at most 6 mails were sent", $"{mails.Count} mails; {Scene.Tally(asked)}", mails.Count <= 6),
            new("the last of them carries a link", $"{mails.Count - links.Length} codes, {links.Length} link", links.Length == 1),
            await scene.OwnerGetsInAsync(links.FirstOrDefault()),
        ];
    }
}
