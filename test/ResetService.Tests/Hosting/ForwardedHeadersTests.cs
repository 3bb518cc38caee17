using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ResetService.Tests.Passwords;
using ResetService.Tests.Support;

namespace ResetService.Tests.Hosting;

/// <summary>Whose word on a caller's address counts; the audit says which network a call was put down to.</summary>
[Property("Checklist", "O3")]
internal sealed partial class ForwardedHeadersTests
{
    [Test]
    public async Task Without_a_listed_proxy_no_forwarded_address_counts()
    {
        await using var api = await ResetApi.StartAsync(Parts.Embedded);

        foreach (var address in (string[])["198.51.100.7", "203.0.113.9", "2001:db8::1", "127.0.0.1, 198.51.100.7"])
            Assert.That(await NetworkOfAsync(api, address), Is.EqualTo("127.0.0.0/24"), address);
    }

    [Test]
    public async Task Behind_a_proxy_the_address_it_saw_counts([Values("127.0.0.0/8", "127.0.0.1/32", "::ffff:127.0.0.0/104")] string network)
    {
        await using var api = await ResetApi.StartAsync(Parts.Embedded, new Dictionary<string, string?> { ["Proxies:Networks:0"] = network });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await NetworkOfAsync(api, "198.51.100.7"), Is.EqualTo("198.51.100.0/24"));
            Assert.That(await NetworkOfAsync(api, "198.51.100.7:4711"), Is.EqualTo("198.51.100.0/24"));
            Assert.That(await NetworkOfAsync(api, "203.0.113.9"), Is.EqualTo("203.0.113.0/24"));
            Assert.That(await NetworkOfAsync(api, "203.0.113.9, 198.51.100.7"), Is.EqualTo("198.51.100.0/24"), "what stands left of the proxy's entry came from the caller");
            Assert.That(await NetworkOfAsync(api, "203.0.113.9, 127.0.0.1, 198.51.100.7"), Is.EqualTo("198.51.100.0/24"));
            Assert.That(await NetworkOfAsync(api, "::ffff:198.51.100.7"), Is.EqualTo("198.51.100.0/24"));
            Assert.That(await NetworkOfAsync(api, "2001:db8:1:2::3"), Is.EqualTo("2001:db8:1::/48"));
            Assert.That(await NetworkOfAsync(api, "[2001:db8:1:2::3]:4711"), Is.EqualTo("2001:db8:1::/48"));
            Assert.That(await NetworkOfAsync(api, "nonsense"), Is.EqualTo("127.0.0.0/24"));
        }
    }

    [Test]
    public async Task Behind_two_proxies_as_many_entries_count_as_come_from_listed_ones()
    {
        await using var api = await ResetApi.StartAsync(Parts.Embedded, new Dictionary<string, string?>
        {
            ["Proxies:Networks:0"] = "127.0.0.0/8",
            ["Proxies:Networks:1"] = "2001:db8:ffff::/48",
            ["Proxies:ForwardLimit"] = "2",
        });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await NetworkOfAsync(api, "203.0.113.9, 198.51.100.7, 2001:db8:ffff::1"), Is.EqualTo("198.51.100.0/24"));
            Assert.That(await NetworkOfAsync(api, "203.0.113.9, 198.51.100.7"), Is.EqualTo("198.51.100.0/24"), "the second came from no listed proxy");
        }
    }

    private static async Task<string> NetworkOfAsync(ResetApi api, string forwardedFor)
    {
        using var lines = new LogLines();
        api.Services.GetRequiredService<ILoggerFactory>().AddProvider(lines);
        using var http = api.CreateClient();
        http.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        using var answer = await http.PostAsJsonAsync("/v1/reset-tickets", new { email = ResetApi.FreshAddress() });

        var network = Match.Empty;
        for (var tries = 0; tries < 500 && !network.Success; tries++)
        {
            network = lines.Lines.Select(line => Audited().Match(line)).FirstOrDefault(match => match.Success, Match.Empty);
            if (!network.Success) await Task.Delay(10); // the line is written after the answer
        }

        return network.Groups[1].Value;
    }

    [GeneratedRegex("authn_reset_request: .* to ([^ ;]+);")]
    private static partial Regex Audited();
}
