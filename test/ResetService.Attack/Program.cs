using ResetService.Tests.Support;

namespace ResetService.Attack;

/// <summary>Attacks two instances that share their servers. Exit code 1 when one of the claims fails.</summary>
internal static class Program
{
    // Where an attack names numbers that were raised, each of them would have stopped it earlier: what is to be seen is that the rest holds alone.
    private static readonly (string Attack, string Numbers, Func<Task<IReadOnlyList<Claim>>> RunAsync)[] Attacks =
    [
        ("One address, 10,000 guesses from 1,000 networks over 200 tickets",
            "raised: the mails of an address (6 an hour would give 5 of its tickets a code)", GuessOneAddress.RunAsync),
        ("2,000 addresses, a guess for each, from one network; then 500 more from ten networks",
            "all numbers as by default", GuessManyAddresses.RunAsync),
        ("10,000 mails asked for one address from 1,000 networks",
            "raised: tickets for a shop and in all (3,000 and 6,000 would end it before the mails of the address do)", AskForMails.RunAsync),
        ("A stranger in 100 networks spends all mails of an address",
            "all numbers as by default", SpendMails.RunAsync),
    ];

    public static async Task<int> Main()
    {
        try
        {
            var hold = true;
            foreach (var (attack, numbers, runAsync) in Attacks)
            {
                Console.WriteLine($"{attack}\n  {numbers}; the human check is off");
                foreach (var claim in await runAsync())
                {
                    Console.WriteLine($"  {(claim.Holds ? "holds" : "FAILS")}  {claim.Text,-66}  {claim.Figure}");
                    hold &= claim.Holds;
                }
            }

            return hold ? 0 : 1;
        }
        finally
        {
            await Servers.DisposeAsync();
        }
    }
}
