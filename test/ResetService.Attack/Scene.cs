using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ResetService.Tests.Operation;
using ResetService.Tests.Support;

namespace ResetService.Attack;

/// <summary>Two instances in Production on the same servers. Whoever calls comes through the proxy in front, which can name any network.</summary>
internal sealed partial class Scene : IAsyncDisposable
{
    private const int CallsAtATime = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly SocketsHttpHandler proxy = new();
    private readonly Deployment deployment;
    private readonly Uri[] instances;
    private readonly Uri[] metrics;
    private int turn;

    private Scene(Deployment deployment, Uri[] instances, Uri[] metrics) => (this.deployment, this.instances, this.metrics) = (deployment, instances, metrics);

    /// <param name="raised">The numbers that are not the default's.</param>
    public static async Task<Scene> StartAsync(params IEnumerable<(string Name, string Value)> raised)
    {
        var deployment = await Deployment.StartAsync(limited: true);
        int[] ports = [FreePort.Take(), FreePort.Take()];
        var services = await Task.WhenAll(ports.Select(port => deployment.LaunchAsync(more: [.. raised, ("Management__Url", $"http://127.0.0.1:{port}")])));

        return new(deployment, [.. services.Select(service => service.BaseAddress)], [.. ports.Select(port => new Uri($"http://127.0.0.1:{port}/metrics"))]);
    }

    /// <summary>So many calls, each told its number, fifty at a time.</summary>
    public static async Task<IReadOnlyList<TAnswer>> StormAsync<TAnswer>(int count, Func<int, Task<TAnswer>> callAsync)
    {
        var answers = new TAnswer[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = CallsAtATime }, async (n, _) => answers[n] = await callAsync(n));
        return answers;
    }

    /// <summary>What was answered how often.</summary>
    public static string Tally(IEnumerable<Answer> answers) => string.Join(", ", answers
        .CountBy(answer => answer.Problem ?? $"{(int)answer.Status}").OrderBy(count => count.Value).Select(count => $"{count.Value} × {count.Key}"));

    /// <summary>Calls from a network that no attacker is in.</summary>
    public ResetClient Owner => From(network: 60_000);

    /// <summary>A caller in a network of this number. The instances take turns.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "A client is nothing but its handler, which all share.")]
    public ResetClient From(int network, int host = 1) => new(new HttpClient(proxy, disposeHandler: false)
    {
        BaseAddress = instances[(uint)Interlocked.Increment(ref turn) % instances.Length],
        DefaultRequestHeaders = { { "X-Forwarded-Proto", "https" }, { "X-Forwarded-For", $"100.{network / 256}.{network % 256}.{host}" } },
    });

    public Task<IReadOnlyList<string>> SignUpAsync(int count) => deployment.SignUpAsync(count);

    public Task<string> SignUpAsync() => deployment.SignUpAsync();

    public Task<StubMail> NextMailAsync(string address, int count) => deployment.SendGrid.NextMailAsync(address, count);

    /// <summary>All mails to an address, once none waits any more.</summary>
    public async Task<IReadOnlyList<StubMail>> MailsAsync(string address)
    {
        await UntilAsync(async () => await deployment.WaitingMailsAsync() == 0);
        return [.. deployment.SendGrid.Mails.Where(mail => mail.To == address)];
    }

    public static bool CarriesLink([NotNullWhen(true)] StubMail? mail) => mail?.Category == "password-reset-link";

    /// <summary>Sets a new password by the mailed link and signs in with it.</summary>
    public async Task<Claim> OwnerGetsInAsync(StubMail? mail)
    {
        const string Text = "by it the owner sets a password that signs in";
        if (!CarriesLink(mail)) return new(Text, "there is no link", Holds: false);

        var opened = await Owner.ConfirmLinkAsync(mail.Link.Id, mail.Link.Token);
        var set = opened.Status == HttpStatusCode.OK ? await Owner.SetPasswordAsync(opened["ticketId"], opened["pass"], ResetApi.GoodPassword) : opened;
        var signsIn = await deployment.VerifyPasswordAsync(mail.To, ResetApi.GoodPassword) == 0;

        return new(Text, $"{(int)set.Status}, signs in: {signsIn}", signsIn);
    }

    /// <summary>The gauge <c>reset.attack</c> of each instance.</summary>
    public async Task<string> AttackGaugeAsync() => string.Join(" and ", await Task.WhenAll(metrics.Select(AttackGaugeAsync)));

    /// <summary>Gives up silently: what was waited for is then looked at.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!patience.IsCancellationRequested && !await holds()) await Task.Delay(100);
    }

    public async ValueTask DisposeAsync()
    {
        proxy.Dispose();
        await deployment.DisposeAsync();
    }

    private async Task<int> AttackGaugeAsync(Uri address)
    {
        using var http = new HttpClient(proxy, disposeHandler: false);
        return int.Parse(Gauge().Match(await http.GetStringAsync(address)).Groups["value"].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^reset_attack(\{.*\})? (?<value>\d)", RegexOptions.Multiline)]
    private static partial Regex Gauge();
}
