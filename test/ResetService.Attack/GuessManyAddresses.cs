using System.Diagnostics;

namespace ResetService.Attack;

/// <summary>One guess for each of many addresses: no address's own budget notices.</summary>
internal static class GuessManyAddresses
{
    private const int Addresses = 2000;
    private const string Guess = "123456";

    public static async Task<IReadOnlyList<Claim>> RunAsync()
    {
        await using var scene = await Scene.StartAsync();
        var addresses = await scene.SignUpAsync(Addresses);
        var tickets = await Scene.StormAsync(Addresses, n => scene.From(network: n % 1000).OpenAsync(addresses[n], sendCode: true));

        // 250 hosts, so that none of them meets its own limit on confirmations.
        var started = Stopwatch.GetTimestamp();
        var guesses = await Scene.StormAsync(Addresses, n => scene.From(network: 2000, host: n % 250).ConfirmAsync(tickets[n], Guess));
        var allowed = 60 + (int)Stopwatch.GetElapsedTime(started).TotalMinutes; // the limit refills by one a minute
        var compared = guesses.Count(guess => guess.Problem == "wrong-code");
        var quiet = await scene.AttackGaugeAsync();

        var untried = tickets.Where((_, n) => guesses[n].Problem == "too-many-requests").ToArray();
        var more = await Scene.StormAsync(500, n => scene.From(network: 3000 + (n % 10)).ConfirmAsync(untried[n], Guess));
        var comparedInAll = compared + more.Count(guess => guess.Problem == "wrong-code");
        await Scene.UntilAsync(async () => await scene.AttackGaugeAsync() == "1 and 1");
        var risen = await scene.AttackGaugeAsync();

        string[] owners = [addresses[0], addresses[1]]; // the instances take turns: one at each
        foreach (var owner in owners) await scene.Owner.OpenAsync(owner, sendCode: true);
        var mails = await Task.WhenAll(owners.Select(owner => scene.NextMailAsync(owner, 2)));

        return
        [
            new("the network is throttled at 60 wrong codes", Scene.Tally(guesses), compared <= allowed && compared + untried.Length == Addresses),
            new("which is no attack yet: reset.attack", quiet, quiet == "0 and 0"),
            new("past 500 wrong codes from several networks it rises", $"{comparedInAll} compared, reset.attack {risen}", comparedInAll > 500 && risen == "1 and 1"),
            new("mails of both instances then carry links", string.Join(", ", mails.Select(mail => mail.Category)), mails.All(Scene.CarriesLink)),
            await scene.OwnerGetsInAsync(mails[0]),
        ];
    }
}
