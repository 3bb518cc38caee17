using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using ResetService.Tests.Operation;
using ResetService.Tests.Support;

namespace ResetService.Timing;

/// <summary>Can a caller tell by time or bytes who has an account? Walks known and unknown addresses in random order and compares.</summary>
internal static class Program
{
    private const int WarmUp = 100;
    private const double Lowest = 0.47;
    private const double Highest = 0.53;

    public static Task<int> Main(string[] args)
    {
        var count = new Argument<int>("N") { Description = "Known and unknown addresses, so many of each.", DefaultValueFactory = _ => 2_000 };
        var apart = new Option<bool>("--apart") { Description = "Api and worker as two processes." };
        var delay = new Option<TimeSpan>("--delay") { Description = "How long SendGrid takes.", DefaultValueFactory = _ => TimeSpan.FromSeconds(2) };
        var command = new RootCommand("Compares the answers for known and unknown addresses. Exit code 1 when they can be told apart.") { count, apart, delay };
        command.SetAction(parsed => RunAsync(parsed.GetValue(count), parsed.GetValue(apart), parsed.GetValue(delay)));

        return command.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(int count, bool apart, TimeSpan delay)
    {
        try
        {
            return Report(await WalkAsync(count, apart, delay)) ? 0 : 1;
        }
        finally
        {
            await Servers.DisposeAsync();
        }
    }

    private static async Task<IReadOnlyList<Walk>> WalkAsync(int count, bool apart, TimeSpan delay)
    {
        await using var deployment = await Deployment.StartAsync();
        deployment.SendGrid.Delay = delay;
        var client = deployment.ClientOf(await deployment.LaunchAsync(apart ? "api" : "all"));
        if (apart) await deployment.LaunchAsync("worker");

        await WalkAsync(deployment, client, WarmUp);
        return await WalkAsync(deployment, client, count);
    }

    private static async Task<IReadOnlyList<Walk>> WalkAsync(Deployment deployment, ResetClient client, int count)
    {
        var known = (await deployment.SignUpAsync(count)).Select(address => (Address: address, Known: true));
        var unknown = Enumerable.Range(0, count).Select(_ => (Address: ResetApi.FreshAddress(), Known: false));
        var order = known.Concat(unknown).ToArray();
        RandomNumberGenerator.Shuffle(order.AsSpan());

        var walks = new List<Walk>();
        foreach (var (address, isKnown) in order)
        {
            var walk = new Walk(client, isKnown);
            await walk.RunAsync(address);
            walks.Add(walk);
        }

        return walks;
    }

    private static bool Report(IReadOnlyList<Walk> walks)
    {
        Console.WriteLine("step                 known, median ms   unknown, median ms   AUC     bytes");
        return Walk.Steps.Select((name, step) => Report(name, step, walks)).ToArray().All(equal => equal);
    }

    private static bool Report(string name, int step, IReadOnlyList<Walk> walks)
    {
        var known = Times(walks, step, known: true);
        var unknown = Times(walks, step, known: false);
        var auc = AreaUnderCurve.Of(known, unknown);
        var answers = walks.Select(walk => walk.Answers[step]).Distinct().ToArray();

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-20} {known[known.Length / 2],16:F2} {unknown[unknown.Length / 2],20:F2}   {auc:F3}   {(answers.Length == 1 ? "equal" : "DIFFER")}"));
        if (answers.Length > 1) Console.WriteLine(string.Join("\n--\n", answers));
        return answers.Length == 1 && auc is >= Lowest and <= Highest;
    }

    private static double[] Times(IEnumerable<Walk> walks, int step, bool known) =>
        [.. walks.Where(walk => walk.Known == known).Select(walk => walk.Milliseconds[step]).Order()];
}
