using System.Net;
using System.Net.Http.Json;
using ResetService.Tests.Partners;
using ResetService.Tests.Support;

namespace ResetService.Tests.Clients;

/// <summary>The server that deploy/ gives to partners, in front of a service that asks everyone else for a human check.</summary>
internal sealed class PartnerServerTests() : PartnerTest(Parts.Real, new Dictionary<string, string?> { ["HumanCheck:Mode"] = "altcha" })
{
    private PartnerServer server = null!;

    [OneTimeSetUp]
    public async Task StartServer() => server = await PartnerServer.StartAsync(Client.Http.BaseAddress!);

    [OneTimeTearDown]
    public async Task StopServer() => await server.DisposeAsync();

    [Test]
    public async Task A_customer_gets_a_new_password_through_it_and_sees_no_secret()
    {
        var account = await Api.SignUpAsync();

        var (begun, session) = await server.PostAsync("forgot", new { email = account.Email });
        var mail = await Api.SendGrid.NextMailAsync(account.Email);
        var (again, _) = await server.PostAsync("forgot/again", new { }, session);
        var (wrong, _) = await server.PostAsync("forgot/code", new { code = WrongCode(mail.Code) }, session);
        var (confirmed, _) = await server.PostAsync("forgot/code", new { code = mail.Code }, session);
        var (set, _) = await server.PostAsync("forgot/password", new { password = ResetApi.GoodPassword, passwordRepeat = ResetApi.GoodPassword }, session);

        Assert.That((begun.Status, begun["reference"]), Is.EqualTo((HttpStatusCode.OK, mail.Reference)));
        Assert.That((again.Status, again["code"]), Is.EqualTo((HttpStatusCode.TooManyRequests, "too-many-requests")));
        Assert.That((wrong.Status, wrong["code"]), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "wrong-code")));
        Assert.That((confirmed.Status, confirmed.Members), Is.EqualTo((HttpStatusCode.OK, "passwordPolicy")));
        Assert.That((set.Status, set["signInUrl"]), Is.EqualTo((HttpStatusCode.OK, "https://shop.example.com/sign-in")));
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
        Assert.That(server.Answers, Has.None.Contains("\"pass\"").And.None.Contains("\"token\"").And.None.Contains(ErpKey.Text));
    }

    [Test]
    public async Task Nobody_goes_on_with_somebody_else_s_reset()
    {
        await server.PostAsync("forgot", new { email = (await Api.SignUpAsync()).Email });

        var (stranger, _) = await server.PostAsync("forgot/code", new { code = "000000" });

        Assert.That(stranger.Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_call_that_still_runs_when_its_line_breaks_is_waited_for()
    {
        var account = await Api.SignUpAsync();
        await using var line = await BrokenLine.StartAsync(Api, account);
        await using var behindIt = await PartnerServer.StartAsync(line.Address);

        var (_, session) = await behindIt.PostAsync("forgot", new { email = account.Email });
        await behindIt.PostAsync("forgot/code", new { code = (await Api.SendGrid.NextMailAsync(account.Email)).Code }, session);
        var (set, _) = await behindIt.PostAsync("forgot/password", new { password = ResetApi.GoodPassword, passwordRepeat = ResetApi.GoodPassword }, session);

        Assert.That((set.Status, line.Waits), Is.EqualTo((HttpStatusCode.OK, 1)), set.Text);
        Assert.That(await Api.SignsInAsync(account.Id, ResetApi.GoodPassword), Is.True);
    }

    private sealed class PartnerServer(GuardedProcess process, int port) : IAsyncDisposable
    {
        private readonly HttpClient page = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        private readonly List<string> answers = [];

        public IReadOnlyList<string> Answers => answers;

        public static async Task<PartnerServer> StartAsync(Uri service)
        {
            var port = FreePort.Take();
            var process = GuardedProcess.Start(["node", Path.Combine(Repository.Root, "deploy", "partner-server.mjs")], new Dictionary<string, string>
            {
                ["PATH"] = Environment.GetEnvironmentVariable("PATH")!,
                ["RESET"] = service.AbsoluteUri.TrimEnd('/'),
                ["RESET_API_KEY"] = ErpKey.Text,
                ["PORT"] = $"{port}",
            });
            await process.WaitUntilAsync(() => Task.FromResult(process.Output.Count > 0));
            return new(process, port);
        }

        public async Task<(Answer Answer, string Session)> PostAsync(string step, object body, string? session = null)
        {
            using var call = new HttpRequestMessage(HttpMethod.Post, new Uri(step, UriKind.Relative)) { Content = JsonContent.Create(body) };
            if (session is not null) call.Headers.Add("Cookie", session);
            var answer = await new ResetClient(page).SendAsync(call);
            answers.Add(answer.Text);

            return (answer, answer.Header("Set-Cookie").Split(';')[0]);
        }

        public ValueTask DisposeAsync()
        {
            page.Dispose();
            return process.DisposeAsync();
        }
    }
}
