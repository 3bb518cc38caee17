using System.Net;
using Microsoft.AspNetCore.Http;
using ResetService.Hosting;

namespace ResetService.Tests.Hosting;

internal sealed class ClientNetworkTests
{
    [TestCase("192.0.2.200", "192.0.2.0/24")]
    [TestCase("::ffff:192.0.2.200", "192.0.2.0/24")]
    [TestCase("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48")]
    [TestCase("fe80::1%3", "fe80::/48")]
    public void A_network_is_what_one_subscriber_holds(string address, string network)
    {
        var http = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };

        Assert.That($"{ClientNetwork.Of(http)}", Is.EqualTo(network));
    }
}
