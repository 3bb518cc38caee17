using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ResetService.Hosting;
using ResetService.Idempotency;
using ResetService.Limits;
using ResetService.Mail;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;
using Swashbuckle.AspNetCore.Swagger;

namespace ResetService.Tests;

/// <summary>What the service answers is what openapi.yaml says: Prism reads along, through the whole reset and every refusal.</summary>
internal sealed class LiveContractTests() : ResetTest(Parts.Real, Settings)
{
    private const string OtherPassword = "another Quiet river 43 runs";
    private static readonly string TooMuch = new('a', 17 * 1024);
    private static readonly SendGridSigner Signer = new();

    private static readonly Secret PartnersKey = Secret.Draw();

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["HumanCheck:Mode"] = "altcha",
        ["SendGrid:EventsPublicKeys:0"] = Signer.PublicKey,
        ["HumanCheck:Altcha:Cost"] = "1000",
        ["HumanCheck:Altcha:Attempts"] = "4",
        ["HumanCheck:Altcha:MaxLevel"] = "1",
        ["Limits:EasyProofsPerAddress:Limit"] = "1", // the second ticket of an address asks for a harder proof
        ["Partners:erp:KeyDigest"] = PartnersKey.Digest,
        ["Partners:erp:Storefronts:0"] = "default",
        ["Partners:erp:Operations:0"] = "createResetTicket",
        ["Codes:AddressTries"] = "5", // a locked ticket closes the six-digit way to its address
    };

    private readonly List<(HttpMethod Method, string Path, HttpStatusCode Status)> answers = [];
    private PrismProxy prism = null!;
    private ContractOperation[] operations = null!;

    private ResetClient Caller => prism.Client;

    [OneTimeSetUp]
    public async Task StartPrism()
    {
        prism = await PrismProxy.StartAsync(Client.Http.BaseAddress!);
        operations = [.. ContractOperation.All(Api.Services.GetRequiredService<ISwaggerProvider>().GetSwagger("openapi"))];
    }

    [OneTimeTearDown]
    public ValueTask StopPrism() => prism.DisposeAsync();

    [Test]
    public async Task Every_answer_of_every_operation_is_as_the_contract_says()
    {
        await WalkAsync();
        await LockAsync();
        await CallAsPartnerAsync();
        await TurnAwayAsync();
        await OverstepAsync();
        await TellOfMailsAsync();
        await LoseRedisAsync();

        var seen = answers.Concat(prism.Answers).Select(answer => $"{operations.Single(operation => operation.Serves(answer.Method, answer.Path)).Id} {(int)answer.Status}");
        Assert.That(operations.SelectMany(Promised).Except(seen), Is.Empty);
    }

    /// <summary>From the forgotten password to the new one, with every step that comes too early, too late or wrong.</summary>
    private async Task WalkAsync()
    {
        var account = await Api.SignUpAsync();

        Expect(HttpStatusCode.OK, await Caller.CallAsync(HttpMethod.Get, "v1/storefronts/default", secret: null));
        Expect(HttpStatusCode.Forbidden, await Caller.CreateTicketAsync(new { email = account.Email }));
        var ticket = await OpenAsync(account.Email);
        Expect(HttpStatusCode.OK, await Caller.ReadAsync(ticket));
        Expect(HttpStatusCode.Conflict, await Caller.ConfirmAsync(ticket, "000000"));
        Expect(HttpStatusCode.Accepted, await Caller.SendCodeAsync(ticket));
        Expect(HttpStatusCode.TooManyRequests, await Caller.SendCodeAsync(ticket));
        Expect(HttpStatusCode.OK, await Caller.ReadAsync(ticket));
        var code = (await Api.SendGrid.NextMailAsync(account.Email)).Code;
        Expect(HttpStatusCode.UnprocessableEntity, await Caller.ConfirmAsync(ticket, WrongCode(code)));
        Expect(HttpStatusCode.Accepted, await Caller.RequestSupportAsync(ticket, "ada.l@example.org", "My mailbox is gone."));
        var confirmed = Expect(HttpStatusCode.OK, await Caller.ConfirmAsync(ticket, code));
        Expect(HttpStatusCode.Conflict, await Caller.ConfirmAsync(ticket, code));
        Expect(HttpStatusCode.Conflict, await Caller.SendCodeAsync(ticket));
        Expect(HttpStatusCode.Conflict, await Caller.CheckPasswordAsync(ticket.Id, ticket.Token, ResetApi.GoodPassword));
        Expect(HttpStatusCode.Conflict, await Caller.SetPasswordAsync(ticket.Id, ticket.Token, ResetApi.GoodPassword));

        var pass = confirmed["pass"];
        Expect(HttpStatusCode.OK, await Caller.CheckPasswordAsync(ticket.Id, pass, "weak"));
        Expect(HttpStatusCode.OK, await Caller.CheckPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword));
        Expect(HttpStatusCode.UnprocessableEntity, await Caller.SetPasswordAsync(ticket.Id, pass, "weak"));
        Expect(HttpStatusCode.OK, await Caller.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword));
        Expect(HttpStatusCode.OK, await Caller.SetPasswordAsync(ticket.Id, pass, ResetApi.GoodPassword));
        Expect(HttpStatusCode.NotFound, await Caller.SetPasswordAsync(ticket.Id, pass, OtherPassword));

        Expect(HttpStatusCode.NoContent, await Caller.CancelAsync(await OpenAsync(account.Email)));
    }

    /// <summary>A ticket whose tries are spent, and the link that opens the reset all the same.</summary>
    private async Task LockAsync()
    {
        var account = await Api.SignUpAsync();
        var ticket = await OpenAsync(account.Email);
        Expect(HttpStatusCode.Accepted, await Caller.SendCodeAsync(ticket));
        var wrong = WrongCode((await Api.SendGrid.NextMailAsync(account.Email)).Code);
        for (var tries = 0; tries < 5; tries++) await Caller.ConfirmAsync(ticket, wrong);
        Expect(HttpStatusCode.Gone, await Caller.ConfirmAsync(ticket, wrong));
        Expect(HttpStatusCode.Gone, await Caller.SendCodeAsync(ticket));

        var next = await OpenAsync(account.Email);
        Expect(HttpStatusCode.Accepted, await Caller.SendCodeAsync(next));
        Expect(HttpStatusCode.Conflict, await Caller.ConfirmAsync(next, wrong));
        var (id, token) = (await Api.SendGrid.NextMailAsync(account.Email, 2)).Link;
        Expect(HttpStatusCode.OK, await Caller.ConfirmLinkAsync(id, token));
    }

    /// <summary>A partner that can open tickets, and nothing else.</summary>
    private async Task CallAsPartnerAsync()
    {
        foreach (var operation in operations.Where(operation => operation.TakesApiKey)) // the example of createResetTicket asks for a code too
            Expect(HttpStatusCode.Forbidden, await operation.SendAsync(Caller, apiKey: PartnersKey.Text));

        var createTicket = operations.Single(operation => operation.Id == "createResetTicket");
        Expect(HttpStatusCode.Accepted, await createTicket.SendAsync(Caller, body: """{"email":"ada@example.com"}""", apiKey: PartnersKey.Text));
    }

    /// <summary>Solves what createChallenge gives, and what a harder proof is asked with.</summary>
    private async Task<Ticket> OpenAsync(string email)
    {
        var opened = await Caller.CreateTicketAsync(new { email, proof = await SolveAsync() });
        if (opened.Problem is not null)
        {
            Assert.That(opened["reason"], Is.EqualTo("too-easy"));
            opened = await Caller.CreateTicketAsync(new { email, proof = AltchaSolver.Solve(JsonNode.Parse(opened.Text)!["challenge"]!) });
        }

        Expect(HttpStatusCode.Accepted, opened);
        return new(opened["id"], opened["token"]);
    }

    private async Task<string> SolveAsync() =>
        AltchaSolver.Solve(JsonNode.Parse(Expect(HttpStatusCode.OK, await Caller.CallAsync(HttpMethod.Get, "v1/challenges", secret: null)).Text)!);

    /// <summary>Calls that the service has no reason to serve: of strangers, and such as no generated client makes.</summary>
    private async Task TurnAwayAsync()
    {
        Expect(HttpStatusCode.NotFound, await Caller.CallAsync(HttpMethod.Get, "v1/storefronts/unknown", secret: null));

        foreach (var operation in operations.Where(operation => operation.IsSecured))
        {
            Expect(HttpStatusCode.NotFound, await operation.SendAsync(Caller));
            Expect(HttpStatusCode.Unauthorized, await operation.SendAsync(prism.Breaker, secured: false));
        }

        foreach (var operation in operations.Where(operation => operation.TakesApiKey))
            Expect(HttpStatusCode.Unauthorized, await operation.SendAsync(Caller, apiKey: "nobody's"));

        foreach (var operation in operations.Where(operation => operation is { Body: not null, IsSigned: false }))
        {
            Expect(HttpStatusCode.BadRequest, await operation.SendAsync(prism.Breaker, "[]"));
            Expect(HttpStatusCode.UnsupportedMediaType, await operation.SendAsync(prism.Breaker, contentType: "text/plain"));
        }

        foreach (var operation in operations.Where(operation => operation is { Body: not null, TakesKey: false, IsSigned: false }))
            Expect(HttpStatusCode.RequestEntityTooLarge, await operation.SendAsync(prism.Breaker, operation.Body!.Replace("\":\"", $"\":\"{TooMuch}", StringComparison.Ordinal)));

        foreach (var operation in operations.Where(operation => operation.TakesKey))
        {
            Expect(HttpStatusCode.Conflict, await operation.SendAsync(Caller, key: await BeginAsync(operation, operation.Body ?? "")));
            Expect(HttpStatusCode.UnprocessableEntity, await operation.SendAsync(Caller, key: await BeginAsync(operation, "another body")));
            Expect(HttpStatusCode.RequestEntityTooLarge, await operation.SendAsync(prism.Breaker, $"\"{TooMuch}\"", key: $"{Guid.NewGuid()}"));
            Expect(HttpStatusCode.BadRequest, await operation.SendAsync(prism.Breaker, key: "\"half a key"));
        }
    }

    /// <summary>Begins a call that does not end.</summary>
    /// <returns>Its key.</returns>
    private async Task<string> BeginAsync(ContractOperation operation, string body)
    {
        var key = $"{Guid.NewGuid()}";
        Assert.That(IdempotencyKey.TryParse(key, out var parsed));
        var (claim, _, _) = await Api.Services.GetRequiredService<CallStore>().ClaimAsync(new(
            Caller: "", operation.Id, operation.Path, operation.Authorization, parsed, Encoding.UTF8.GetBytes(body)));
        Assert.That(claim, Is.Not.Null);
        return key;
    }

    /// <summary>A service that lets in one call of each kind and makes no challenges.</summary>
    private async Task OverstepAsync()
    {
        var one = typeof(LimitOptions).GetProperties().ToDictionary(limit => $"Limits:{limit.Name}:Limit", string? (_) => "1");
        await using var api = await ResetApi.StartAsync(Parts.Embedded, one);
        using var http = api.CreateClient();
        await using var strict = await PrismProxy.StartAsync(http.BaseAddress!);

        foreach (var operation in operations)
        {
            await operation.SendAsync(strict.Client);
            Expect(HttpStatusCode.TooManyRequests, await operation.SendAsync(strict.Client));
        }

        answers.AddRange(strict.Answers);
    }

    /// <summary>SendGrid's calls, as Prism passes them on, and those of someone else.</summary>
    private async Task TellOfMailsAsync()
    {
        var operation = operations.Single(operation => operation.IsSigned);
        var now = Api.Clock.GetUtcNow();

        Expect(HttpStatusCode.NoContent, await Signer.SendAsync(Caller, operation.Body!, now));
        Expect(HttpStatusCode.BadRequest, await Signer.SendAsync(prism.Breaker, "{}", now));
        Expect(HttpStatusCode.Forbidden, await operation.SendAsync(Caller));
        Expect(HttpStatusCode.UnsupportedMediaType, await SendGridSigner.SendAsync(prism.Breaker, "[]", "x", "1", contentType: "text/plain"));
        Expect(HttpStatusCode.RequestEntityTooLarge, await Signer.SendAsync(prism.Breaker, $"\"{new string('a', SignedEvents.MaxBodyBytes + 1)}\"", now));
    }

    private async Task LoseRedisAsync()
    {
        await Api.Redis!.StopAsync();
        foreach (var operation in operations) Expect(HttpStatusCode.ServiceUnavailable, await operation.SendAsync(Caller));
    }

    private static Answer Expect(HttpStatusCode status, Answer answer)
    {
        Assert.That(answer.Status, Is.EqualTo(status), answer.Text);
        return answer;
    }

    // What can be had here. Another host can't be called through a proxy, plain http is for Production to refuse, a fault of ours is none to provoke.
    private static IEnumerable<string> Promised(ContractOperation operation) =>
        from response in operation.Contract.Responses!
        let refusals = response.Value.Content?.Values.FirstOrDefault()?.Examples?.Keys.ToArray() ?? []
        where refusals is not ["internal-error"] && (refusals is not ["forbidden"] || operation.TakesApiKey)
        where response.Key != "400" || operation.Body is not null || operation.TakesKey
        select $"{operation.Id} {response.Key}";
}
