using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ResetService.Passwords;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>Step 4 while all hands are full: it is refused at once, and costs the pass nothing.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
[Property("Checklist", "H6")]
internal sealed class FullGateTests(Parts parts) : ResetTest(parts, new Dictionary<string, string?> { ["Passwords:Hash:Concurrency"] = "1", ["Passwords:Hash:QueueLimit"] = "0" })
{
    [Test]
    public async Task A_password_refused_for_a_full_gate_is_set_later_and_so_is_it_repeated()
    {
        var account = await Api.SignUpAsync();
        var (ticket, pass) = await ConfirmedAsync(account);

        await AssertBusyAsync(ticket, pass);
        var set = await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
        await AssertBusyAsync(ticket, pass);
        var again = await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);

        Assert.That(set.Status, Is.EqualTo(HttpStatusCode.OK), set.Text);
        Assert.That((again.Status, again.Text), Is.EqualTo((HttpStatusCode.OK, set.Text)));
    }

    // More often than a pass can be used.
    private async Task AssertBusyAsync(Ticket ticket, string pass)
    {
        using var held = await Api.Services.GetRequiredService<PasswordHasher>().Gate.AcquireAsync();
        Assert.That(held.IsAcquired, Is.True);

        for (var i = 0; i < 12; i++)
        {
            var refused = await Client.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword);
            refused.AssertRefused("service-unavailable");
            Assert.That(refused.Header("Retry-After"), Is.EqualTo("1"));
        }
    }
}
