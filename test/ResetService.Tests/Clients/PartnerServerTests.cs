using System.Net;
using System.Net.Http.Json;
using ResetService.Tests.Partners;
using ResetService.Tests.Support;

namespace ResetService.Tests.Clients;

/// <summary>The server that deploy/ gives to partners, in front of a service that asks everyone else for a human check.</summary>
internal sealed class PartnerServerTests() : PartnerTest(Parts.Real, new Dictionary<string, string?> { ["HumanCheck:Mode"] = "altcha" })
{
    private readonly List<string> answers = [];
    private GuardedProcess server = null!;
    private HttpClient page = null!;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        var port = FreePort.Take();
        server = GuardedProcess.Start(["node", Path.Combine(Repository.Root, "deploy", "partner-server.mjs")], new Dictionary<string, string>
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
            ["RESET"] = Client.Http.BaseAddress!.AbsoluteUri.TrimEnd('/'),
            ["RESET_API_KEY"] = ErpKey.Text,
            ["PORT"] = $"{port}",
        });
        await server.WaitUntilAsync(() => Task.FromResult(server.Output.Count > 0));
        page = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    [OneTimeTearDown]
    public async Task StopServer()
    {
        page.Dispose();
        await server.DisposeAsync();
    }

    [Test]
    public async Task A_customer_gets_a_new_password_through_it_and_sees_no_secret()
    {
        var account = await Api.SignUpAsync();

        var (begun, session) = await PostAsync("forgot", new { email = account.Email });
        var mail = await Api.SendGrid.NextMailAsync(account.Email);
        var (again, _) = await PostAsync("forgot/again", new { }, session);
        var (wrong, _) = await PostAsync("forgot/code", new { code = WrongCode(mail.Code) }, session);
        var (confirmed, _) = await PostAsync("forgot/code", new { code = mail.Code }, session);
        var (set, _) = await PostAsync("forgot/password", new { password = ResetApi.GoodPassword, passwordRepeat = ResetApi.GoodPassword }, session);

        Assert.That((begun.Status, begun["reference"]), Is.EqualTo((HttpStatusCode.OK, mail.Reference)));
        Assert.That((again.Status, again["code"]), Is.EqualTo((HttpStatusCode.TooManyRequests, "too-many-requests")));
        Assert.That((wrong.Status, wrong["code"]), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "wrong-code")));
        Assert.That((confirmed.Status, confirmed.Members), Is.EqualTo((HttpStatusCode.OK, "passwordPolicy")));
        Assert.That((set.Status, set["signInUrl"]), Is.EqualTo((HttpStatusCode.OK, "https://shop.example.com/sign-in")));
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
        Assert.That(answers, Has.None.Contains("\"pass\"").And.None.Contains("\"token\"").And.None.Contains(ErpKey.Text));
    }

    [Test]
    public async Task Nobody_goes_on_with_somebody_else_s_reset()
    {
        await PostAsync("forgot", new { email = (await Api.SignUpAsync()).Email });

        var (stranger, _) = await PostAsync("forgot/code", new { code = "000000" });

        Assert.That(stranger.Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private async Task<(Answer Answer, string Session)> PostAsync(string step, object body, string? session = null)
    {
        using var call = new HttpRequestMessage(HttpMethod.Post, new Uri(step, UriKind.Relative)) { Content = JsonContent.Create(body) };
        if (session is not null) call.Headers.Add("Cookie", session);
        var answer = await new ResetClient(page).SendAsync(call);
        answers.Add(answer.Text);

        return (answer, answer.Header("Set-Cookie").Split(';')[0]);
    }
}
