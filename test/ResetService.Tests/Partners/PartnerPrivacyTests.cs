using ResetService.Hosting;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;

namespace ResetService.Tests.Partners;

/// <summary>A partner learns no more than a stranger does.</summary>
internal sealed class PartnerPrivacyTests() : StrangerTest(Parts.Real, Settings)
{
    private static readonly Secret Key = Secret.Draw();

    private static Dictionary<string, string?> Settings => new([
        KeyValuePair.Create<string, string?>("Partners:erp:KeyDigest", Key.Digest),
        KeyValuePair.Create<string, string?>("Partners:erp:Storefronts:0", "default"),
        .. PartnerTest.Everything("erp"),
    ]);

    [OneTimeSetUp]
    public void CallWithTheKey()
    {
        Client.Http.DefaultRequestHeaders.Add("X-Api-Key", Key.Text);
        Client.Http.DefaultRequestHeaders.Add("X-Client-Ip", "203.0.113.7");
    }

    [Test]
    [Property("Checklist", "A1")]
    [Property("Checklist", "A4")]
    [Property("Checklist", "P2")]
    public async Task Whoever_has_an_account_the_whole_walk_answers_a_partner_alike()
    {
        var known = await Api.SignUpAsync();
        var disabled = await Api.SignUpAsync(change: account => account.Disabled = true);

        var expected = await WalkAsync(known.Email);

        foreach (var email in new[] { disabled.Email, ResetApi.FreshAddress() }) Assert.That(await WalkAsync(email), Is.EqualTo(expected));
        Assert.That(expected, Does.Contain("wrong-code"));
    }
}
