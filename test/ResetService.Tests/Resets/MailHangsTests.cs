using ResetService.Tests.Support;

namespace ResetService.Tests.Resets;

/// <summary>A mail provider that never answers. In a fixture of its own: its mails stay in hand.</summary>
[TestFixture(Parts.Real)]
[TestFixture(Parts.Embedded)]
internal sealed class MailHangsTests(Parts parts) : StrangerTest(parts)
{
    [Test]
    [Property("Checklist", "A3")]
    public async Task A_provider_that_never_answers_changes_no_answer()
    {
        var over = new TaskCompletionSource();
        Api.SendGrid.Hold = over.Task;
        Api.SendGrid.Answer = _ => null; // nothing waits for the mail to be done
        var (waiting, account) = (await Api.SignUpAsync(), await Api.SignUpAsync());
        await Client.OpenAsync(waiting.Email, sendCode: true);
        await Api.SendGrid.NextMailAsync(waiting.Email);

        var known = await WalkAsync(account.Email);
        var unknown = await WalkAsync(ResetApi.FreshAddress());
        over.SetResult();

        Assert.That(known, Is.EqualTo(unknown));
    }
}
