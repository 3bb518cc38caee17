using Microsoft.AspNetCore.Http;
using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>A mail provider that fails, which only who has an account could make anyone notice. In a fixture of its own: its mails stay in the queue.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class MailDownTests(Parts parts) : StrangerTest(parts)
{
    [TestCase(401)]
    [TestCase(429)]
    [TestCase(500)]
    [Property("Checklist", "A3")]
    public async Task A_provider_that_fails_changes_no_answer(int status)
    {
        Api.SendGrid.Answer = _ => Results.StatusCode(status);
        await Client.OpenAsync((await Api.SignUpAsync()).Email, sendCode: true);
        Assert.That(() => Api.SendGrid.Refused, Is.Not.Empty.After(5).Seconds.PollEvery(10).MilliSeconds);

        var known = await WalkAsync((await Api.SignUpAsync()).Email);
        var unknown = await WalkAsync(ResetApi.FreshAddress());

        Assert.That(known, Is.EqualTo(unknown));
    }
}
