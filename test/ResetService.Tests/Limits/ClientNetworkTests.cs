using ResetService.Hosting;

namespace ResetService.Tests.Limits;

internal sealed class ClientNetworkTests
{
    [TestCase("203.0.113.77", "203.0.113.77/32", "203.0.113.0/24")]
    [TestCase("::ffff:203.0.113.77", "203.0.113.77/32", "203.0.113.0/24")]
    [TestCase("2001:db8:a:b:c:d:e:f", "2001:db8:a:b::/64", "2001:db8:a::/48")]
    [TestCase("2001:db8:a:b::1", "2001:db8:a:b::/64", "2001:db8:a::/48")]
    [TestCase("2001:db8:a:ffff::1", "2001:db8:a:ffff::/64", "2001:db8:a::/48")]
    [TestCase("2001:db8:b::1", "2001:db8:b::/64", "2001:db8:b::/48")]
    [TestCase("fe80::1%3", "fe80::/64", "fe80::/48")]
    [Property("Checklist", "D3")]
    public void A_call_belongs_to_a_client_and_a_network(string address, string client, string network)
    {
        var call = LimitsOn.CallFrom(address);

        Assert.That($"{ClientNetwork.ClientOf(call)}", Is.EqualTo(client));
        Assert.That($"{ClientNetwork.Of(call)}", Is.EqualTo(network));
    }
}
