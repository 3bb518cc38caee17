using System.Net;
using ResetService.Tests.Support;

namespace ResetService.Attack;

/// <summary>A stranger uses up what mails an address has, and does the same to an address without an account to compare.</summary>
internal static class SpendMails
{
    private const int Networks = 100;

    public static async Task<IReadOnlyList<Claim>> RunAsync()
    {
        await using var scene = await Scene.StartAsync();
        var (owner, nobody) = (new Target(await scene.SignUpAsync()), new Target(ResetApi.FreshAddress()));

        // Each from networks of its own: what is left of a network's limits must not tell them apart either.
        for (var network = 0; network < Networks; network++)
        {
            await owner.AttackAsync(scene.From(network));
            await nobody.AttackAsync(scene.From(Networks + network));
        }

        var mails = await scene.MailsAsync(owner.Address);
        var links = mails.Where(Scene.CarriesLink).ToArray();
        var asked = await scene.Owner.CreateTicketAsync(new { email = owner.Address, sendCode = true });
        var getsIn = await scene.OwnerGetsInAsync(links.FirstOrDefault());

        // Does the stranger notice that the owner got in?
        await owner.LookAgainAsync(scene.From(network: 2 * Networks));
        await nobody.LookAgainAsync(scene.From(network: (2 * Networks) + 1));
        var different = owner.Answers.Zip(nobody.Answers).Count(pair => pair.First.WithoutDraws() != pair.Second.WithoutDraws());

        return
        [
            new("nothing is left for the owner to ask for", asked.Problem ?? "a mail", asked.Problem == "too-many-requests"),
            new("the owner's mailbox has a link", $"{mails.Count - links.Length} codes, {links.Length} link", links.Length == 1),
            getsIn,
            new("the stranger is answered as for an address without an account", $"{owner.Answers.Count} answers, {different} differ", different == 0 && owner.Answers.Count == nobody.Answers.Count),
            new("and never by an error of ours", Scene.Tally(owner.Answers), owner.Answers.All(answer => answer.Status < HttpStatusCode.InternalServerError)),
        ];
    }

    private sealed class Target(string address)
    {
        private readonly List<Ticket> tickets = [];

        public string Address => address;

        public List<Answer> Answers { get; } = [];

        public async Task AttackAsync(ResetClient client)
        {
            var created = await client.CreateTicketAsync(new { email = address });
            Answers.Add(created);
            if (created.Status != HttpStatusCode.Accepted) return;

            var ticket = new Ticket(created["id"], created["token"]);
            tickets.Add(ticket);
            Answers.Add(await client.SendCodeAsync(ticket));
            Answers.Add(await client.ConfirmAsync(ticket, "123456")); // right once in a million: the bytes would tell
            Answers.Add(await client.ReadAsync(ticket));
        }

        public async Task LookAgainAsync(ResetClient client)
        {
            foreach (var ticket in tickets)
            {
                Answers.Add(await client.ReadAsync(ticket));
                Answers.Add(await client.ConfirmAsync(ticket, "123456"));
            }
        }
    }
}
