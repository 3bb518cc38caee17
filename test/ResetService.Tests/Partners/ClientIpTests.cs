using System.Net;
using ResetService.Tests.Limits;
using ResetService.Tests.Support;

namespace ResetService.Tests.Partners;

/// <summary>A partner says for whom it calls. Limits count that one; a partner's own come on top.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class ClientIpTests(Parts parts) : PartnerTest(parts, new Dictionary<string, string?>
{
    ["HumanCheck:Mode"] = "altcha",
    ["Limits:TicketsPerClient:Limit"] = "4",
    ["Partners:erp:Calls:Limit"] = "1000",
    ["Partners:erp:Tickets:Limit"] = "1000",
    ["Partners:tea:Calls:Limit"] = "12",
    ["Partners:tea:Tickets:Limit"] = "10",
})
{
    [Test]
    [Property("Checklist", "P3")]
    public async Task A_call_with_a_key_needs_no_human_check_and_counts_for_its_end_user()
    {
        var (one, two) = (CallerWith(ErpKey.Text), CallerWith(ErpKey.Text));

        var flood = await AskAsync(one, 6);
        var neighbour = await AskAsync(two, 1);
        var keyless = await Client.CreateTicketAsync(new { email = ResetApi.FreshAddress() });

        Assert.That(flood.Select(answer => answer.Status), Is.EqualTo(Statuses(4, 2)));
        Assert.That(StructuredField.Parse(flood[^1].Header("RateLimit-Policy")).Name, Is.EqualTo("tickets-client"));
        Assert.That(neighbour.Single().Status, Is.EqualTo(HttpStatusCode.Accepted));
        keyless.AssertRefused("human-check-failed");
    }

    [Test]
    [Property("Checklist", "P3")]
    public async Task A_partner_has_limits_of_its_own_whoever_it_calls_for()
    {
        var answers = new List<Answer>();
        for (var call = 0; call < 13; call++) answers.Add(await CallerWith(TeaKey.Text).CreateTicketAsync(new { email = ResetApi.FreshAddress(), storefront = "tea" }));

        Assert.That(answers.Select(answer => answer.Status), Is.EqualTo(Statuses(10, 3)));
        Assert.That(answers.Skip(10).Select(answer => answer.Body.GetProperty("violatedPolicies")[0].GetString()), Is.EqualTo(["partner-tickets", "partner-tickets", "partner-calls"]));
        Assert.That((await AskAsync(CallerWith(ErpKey.Text), 1)).Single().Status, Is.EqualTo(HttpStatusCode.Accepted), "another partner's are its own");
    }

    [Test]
    [Property("Checklist", "P3")]
    public async Task An_end_user_without_a_key_is_who_calls_whatever_the_header_says()
    {
        using var http = Api.CreateClientFrom("127.9.0.1");
        var client = new ResetClient(http);

        var statuses = new List<HttpStatusCode>();
        for (var call = 0; call < 5; call++)
        {
            http.DefaultRequestHeaders.Remove("X-Client-Ip");
            http.DefaultRequestHeaders.Add("X-Client-Ip", call == 4 ? "nonsense" : FreshClient());
            statuses.Add((await client.CreateTicketAsync(new { email = ResetApi.FreshAddress() })).Status);
        }

        Assert.That(statuses, Is.EqualTo(Enumerable.Repeat(HttpStatusCode.Forbidden, 4).Append(HttpStatusCode.TooManyRequests)));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("localhost")]
    [TestCase("1")]
    [TestCase("0x7f.0.0.1")]
    [TestCase("127.1")]
    [TestCase("010.0.0.1")]
    [TestCase("10.0.0.1:80")]
    [TestCase("[2001:db8::1]")]
    [TestCase("fe80::1%eth0")]
    [TestCase("10.0.0.1, 10.0.0.2")]
    [TestCase("10.0.0.0/8")]
    public async Task What_is_no_address_is_refused(string? clientIp)
    {
        using var http = Api.CreateClient();
        http.DefaultRequestHeaders.Add("X-Api-Key", ErpKey.Text);
        if (clientIp is not null) http.DefaultRequestHeaders.TryAddWithoutValidation("X-Client-Ip", clientIp);

        var refused = await new ResetClient(http).CreateTicketAsync(new { email = ResetApi.FreshAddress() });

        refused.AssertInvalid("X-Client-Ip");
    }

    [TestCase("203.0.113.7", "203.0.113.7", "203.0.113.8")]
    [TestCase("::ffff:203.0.114.7", "203.0.114.7", "203.0.114.8")]
    [TestCase("2001:db8:1::7", "2001:DB8:1:0:8::9", "2001:db8:1:1::7")]
    public async Task One_client_has_one_limit_however_it_is_spelt(string spelling, string another, string neighbour)
    {
        await AskAsync(CallerWith(ErpKey.Text, spelling), 4);

        Assert.That((await AskAsync(CallerWith(ErpKey.Text, another), 1)).Single().Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That((await AskAsync(CallerWith(ErpKey.Text, neighbour), 1)).Single().Status, Is.EqualTo(HttpStatusCode.Accepted));
    }

    [Test]
    [Property("Checklist", "A6")]
    [Property("Checklist", "P3")]
    public async Task Half_of_an_address_s_mails_are_one_network_s_with_a_key_too_and_all_are_the_address_s()
    {
        var address = ResetApi.FreshAddress();

        var kinds = new List<string>();
        foreach (var network in new[] { "10.200.1.1", "10.200.1.2", "10.200.1.3", "10.200.1.4", "10.200.2.1", "10.200.3.1", "10.200.4.1", "10.200.5.1" })
        {
            var asked = await CallerWith(ErpKey.Text, network).CreateTicketAsync(new { email = address, sendCode = true });
            kinds.Add(asked.Problem ?? asked.Body.GetProperty("code").GetProperty("kind").GetString()!);
        }

        Assert.That(kinds, Is.EqualTo(["code", "code", "code", "too-many-requests", "code", "code", "link", "too-many-requests"]));
    }

    private static async Task<IReadOnlyList<Answer>> AskAsync(ResetClient client, int times)
    {
        var answers = new List<Answer>();
        for (var time = 0; time < times; time++) answers.Add(await client.CreateTicketAsync(new { email = ResetApi.FreshAddress() }));
        return answers;
    }

    private static IEnumerable<HttpStatusCode> Statuses(int accepted, int tooMany) =>
        Enumerable.Repeat(HttpStatusCode.Accepted, accepted).Concat(Enumerable.Repeat(HttpStatusCode.TooManyRequests, tooMany));
}
