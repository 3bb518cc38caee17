using ExampleShop;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;

namespace ResetService.Tests.Clients;

/// <summary>The client that deploy/ gives to developers of apps and back ends.</summary>
internal sealed class CSharpClientTests() : ResetTest(Parts.Real, new Dictionary<string, string?>
{
    ["HumanCheck:Mode"] = "altcha",
    ["HumanCheck:Altcha:Cost"] = "1000",
    ["HumanCheck:Altcha:Attempts"] = "4",
    ["HumanCheck:Altcha:MaxLevel"] = "1",
    ["Limits:EasyProofsPerAddress:Limit"] = "1", // the second ticket of an address asks for a harder proof
})
{
    private PasswordResetClient Resets => new(Client.Http);

    [Test]
    public async Task It_walks_through_a_reset()
    {
        var account = await Api.SignUpAsync();
        await Resets.OpenAsync(account.Email, "en");
        await Api.SendGrid.NextMailAsync(account.Email);

        var ticket = await Resets.OpenAsync(account.Email, "en");
        var mail = await Api.SendGrid.NextMailAsync(account.Email, 2);
        var wrong = await RefusedAsync(() => Resets.ConfirmAsync(ticket, WrongCode(mail.Code)));
        var pass = await Resets.ConfirmAsync(ticket, mail.Code);
        var weak = await RefusedAsync(() => Resets.SetPasswordAsync(ticket, pass, "Password1", "Password1"));
        var signIn = await Resets.SetPasswordAsync(ticket, pass, ResetApi.GoodPassword, ResetApi.GoodPassword);

        Assert.That((wrong.Code, wrong.AttemptsLeft), Is.EqualTo(("wrong-code", 4)));
        Assert.That((weak.Code, weak.Reasons!.Single().Code), Is.EqualTo(("password-rejected", "too-guessable")));
        Assert.That(signIn.AbsoluteUri, Is.EqualTo("https://shop.example.com/sign-in"));
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
    }

    [Test]
    public async Task It_can_ask_for_the_mail_again()
    {
        var account = await Api.SignUpAsync();
        var ticket = await Resets.OpenAsync(account.Email, "en");

        var tooSoon = await RefusedAsync(() => Resets.ResendAsync(ticket));
        Api.Clock.Advance(TimeSpan.FromMinutes(1));
        await Resets.ResendAsync(ticket);

        Assert.That(tooSoon.Code, Is.EqualTo("too-many-requests"));
        await Api.SendGrid.NextMailAsync(account.Email, 2);
    }

    [Test]
    public async Task A_call_whose_answer_gets_lost_happens_once()
    {
        var account = await Api.SignUpAsync();
        using var loser = new AnswerLoser { InnerHandler = new SocketsHttpHandler { UseProxy = false } };
        using var http = new HttpClient(loser) { BaseAddress = Client.Http.BaseAddress };
        var resets = new PasswordResetClient(http);

        var ticket = await resets.OpenAsync(account.Email, "en");
        var pass = await resets.ConfirmAsync(ticket, (await Api.SendGrid.NextMailAsync(account.Email)).Code);
        await resets.SetPasswordAsync(ticket, pass, ResetApi.GoodPassword, ResetApi.GoodPassword);

        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
        Assert.That(Api.SendGrid.Mails.Count(mail => mail.To == account.Email && mail.Category != "password-changed"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_call_that_still_runs_when_its_line_breaks_is_waited_for()
    {
        var account = await Api.SignUpAsync();
        await using var line = await BrokenLine.StartAsync(Api, account);
        using var http = new HttpClient { BaseAddress = line.Address };
        var resets = new PasswordResetClient(http);

        var ticket = await resets.OpenAsync(account.Email, "en");
        var pass = await resets.ConfirmAsync(ticket, (await Api.SendGrid.NextMailAsync(account.Email)).Code);
        var signIn = await resets.SetPasswordAsync(ticket, pass, ResetApi.GoodPassword, ResetApi.GoodPassword);

        Assert.That((signIn.AbsoluteUri, line.Waits), Is.EqualTo(("https://shop.example.com/sign-in", 1)));
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
    }

    private static async Task<Problem> RefusedAsync(Func<Task> call) => (await Assert.ThrowsAsync<ResetRefusedException>(call))!.Problem;

    /// <summary>Lets every call happen and loses its first answer.</summary>
    private sealed class AnswerLoser : DelegatingHandler
    {
        private readonly HashSet<string> lost = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (!lost.Add(request.Headers.GetValues("Idempotency-Key").Single())) return response;

            response.Dispose();
            throw new HttpRequestException("The connection was lost.");
        }
    }
}
