using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using ResetService.Passwords;
using ResetService.Tests.Resets;
using ResetService.Tests.Support;
using Swashbuckle.AspNetCore.Swagger;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ResetService.Tests;

/// <summary>Clients are generated from openapi.yaml: it is what is served, and it says what design and tests say.</summary>
internal sealed partial class ContractTests() : ResetTest(Parts.Embedded)
{
    private const string Always = "400 403 500 503";

    private OpenApiDocument contract = null!;

    [OneTimeSetUp]
    public void ReadTheContract() => contract = Api.Services.GetRequiredService<ISwaggerProvider>().GetSwagger("openapi");

    [Test]
    public async Task The_committed_contract_is_the_served_one()
    {
        var served = await Client.CallAsync(HttpMethod.Get, "openapi.yaml", secret: null);

        var committed = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "openapi.yaml"));

        Assert.That(served.Text, Is.EqualTo(committed), "Where the change is meant, test/update-openapi.sh writes the file anew.");
    }

    // As many as want it can have it: it is drawn once.
    [Test]
    public async Task The_contract_is_drawn_once()
    {
        var drawn = 0;
        await using var service = new Drawing(() => drawn++);
        using var http = service.CreateClient();

        string[] served = [await http.GetStringAsync(new Uri("openapi.yaml", UriKind.Relative)), await http.GetStringAsync(new Uri("openapi.yaml", UriKind.Relative))];

        Assert.That(served[1], Is.EqualTo(served[0]));
        Assert.That(drawn, Is.EqualTo(1));
    }

    [TestCase("createChallenge", null, $"200 404 429 {Always}")]
    [TestCase("createResetTicket", "apiKey", $"202 401 409 413 415 422 429 {Always}")]
    [TestCase("getResetTicket", "ticketToken apiKey", $"200 401 404 429 {Always}")]
    [TestCase("sendCode", "ticketToken apiKey", $"202 401 404 409 410 413 422 429 {Always}")]
    [TestCase("confirmCode", "ticketToken apiKey", $"200 401 404 409 410 413 415 422 429 {Always}")]
    [TestCase("confirmLink", "linkToken", $"200 401 404 413 415 429 409 422 {Always}")]
    [TestCase("checkPassword", "pass apiKey", $"200 401 404 409 413 415 429 {Always}")]
    [TestCase("setPassword", "pass apiKey", $"200 401 404 409 413 415 422 429 {Always}")]
    [TestCase("cancelResetTicket", "ticketToken apiKey", $"204 401 404 429 {Always}")]
    [TestCase("requestSupport", "ticketToken apiKey", $"202 401 404 409 413 415 422 429 {Always}")]
    [TestCase("receiveSendGridEvents", "sendGridSignature", $"204 404 413 415 429 {Always}")]
    [TestCase("getStorefront", null, $"200 404 429 {Always}")]
    public void An_operation_names_its_secrets_and_every_status(string operationId, string? schemes, string statuses)
    {
        var operation = Operations.Single(operation => operation.OperationId == operationId);

        Assert.That(operation.Security?.SelectMany(requirement => requirement.Keys).Select(reference => reference.Reference.Id).Distinct() ?? [],
            Is.EqualTo(schemes?.Split(' ') ?? []));
        Assert.That(operation.Responses!.Keys.Order(StringComparer.Ordinal), Is.EqualTo(statuses.Split(' ').Order(StringComparer.Ordinal)));
    }

    [Test]
    public void An_operation_that_is_new_is_tested_here_too()
    {
        var tested = GetType().GetMethod(nameof(An_operation_names_its_secrets_and_every_status))!
            .GetCustomAttributes(typeof(TestCaseAttribute), inherit: false).Select(test => ((TestCaseAttribute)test).Arguments[0]);

        Assert.That(Operations.Select(operation => operation.OperationId), Is.EquivalentTo(tested));
    }

    [Test]
    public void Every_body_and_every_answer_has_an_example()
    {
        var bodies = Operations.SelectMany(operation => operation.Responses!.Values.Select(answer => answer.Content).Append(operation.RequestBody?.Content));

        Assert.That(bodies.SelectMany(body => body?.Values ?? []).Select(media => media.Example ?? (object?)media.Examples?.Values.FirstOrDefault()), Has.All.Not.Null);
    }

    [Test]
    public async Task Every_member_is_described()
    {
        var schemas = JsonElement.Parse(await contract.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0)).GetProperty("components").GetProperty("schemas");

        var members = schemas.EnumerateObject()
            .Where(schema => schema.Value.TryGetProperty("properties", out _))
            .SelectMany(schema => schema.Value.GetProperty("properties").EnumerateObject(), (schema, member) => (Name: $"{schema.Name}.{member.Name}", Schema: member.Value));

        Assert.That(members.Where(member => !member.Schema.TryGetProperty("description", out _) && !member.Schema.TryGetProperty("$ref", out _)).Select(member => member.Name), Is.Empty);
    }

    [Test]
    [Property("Checklist", "A9")]
    public async Task Nothing_is_asked_or_told_that_would_stand_in_for_the_mailbox()
    {
        var text = await contract.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0);
        var schemas = JsonElement.Parse(text).GetProperty("components").GetProperty("schemas").EnumerateObject()
            .Where(schema => schema.Value.TryGetProperty("properties", out _))
            .SelectMany(schema => schema.Value.GetProperty("properties").EnumerateObject(), (schema, member) => $"{schema.Name}.{member.Name}");
        var parameters = Operations.SelectMany(operation => operation.Parameters ?? [], (operation, parameter) => $"{operation.OperationId}.{parameter.Name}");

        // methods[].hint is where the code goes: the address as typed, masked.
        Assert.That(schemas.Concat(parameters).Where(name => StandsIn().IsMatch(name.Split('.')[1])), Is.EqualTo(["TicketMethod.hint"]));
    }

    [Test]
    public void Every_reason_against_a_password_has_its_name_in_the_contract()
    {
        var reasons = typeof(PasswordReasons).GetFields().Select(field => field.GetValue(null))
            .Concat(typeof(PasswordReasons).GetMethods().Where(method => method.ReturnType == typeof(PasswordRemark)).Select(method => method.Invoke(null, [0])))
            .Cast<PasswordRemark>().Select(reason => reason.Code);

        var named = contract.Components!.Schemas!["PasswordReason"].Properties!["code"].Enum!.Select(code => code.GetValue<string>());

        Assert.That(named, Is.EquivalentTo(reasons));
    }

    [Test]
    [Property("Checklist", "J3")]
    public async Task No_member_of_a_body_is_taken_in_the_query_too()
    {
        var bodies = ContractOperation.All(contract).Where(operation => operation is { Body: not null, IsSigned: false })
            .SelectMany(operation => JsonElement.Parse(operation.Body!).EnumerateObject(), (operation, member) => (operation, member.Name)).ToArray();

        foreach (var (operation, member) in bodies)
        {
            foreach (var query in new[] { $"{member}=x", $"a=1&{member.ToUpperInvariant()}" })
                (await Client.SendTextAsync(operation.Method, $"{operation.Path.TrimStart('/')}?{query}", operation.Body!, new string('A', 43))).AssertInvalid(member);
        }

        Assert.That(bodies.Select(body => body.Name).Distinct(),
            Is.EquivalentTo(["email", "proof", "storefront", "locale", "sendCode", "code", "password", "passwordRepeat", "contactEmail", "message"]));
    }

    [TestCase("401", "Access-Control-Allow-Origin Content-Language RateLimit RateLimit-Policy WWW-Authenticate")]
    [TestCase("429", "Access-Control-Allow-Origin Content-Language RateLimit RateLimit-Policy Retry-After")]
    [TestCase("503", "Access-Control-Allow-Origin Content-Language RateLimit RateLimit-Policy Retry-After")]
    public void The_headers_of_a_refusal_are_named(string status, string headers)
    {
        var answers = Operations.SelectMany(operation => operation.Responses!).Where(response => response.Key == status);

        Assert.That(answers.Select(answer => string.Join(' ', answer.Value.Headers!.Keys.Order(StringComparer.Ordinal))), Has.All.EqualTo(headers));
    }

    [Test]
    public void A_key_is_one_way_of_two_and_its_end_user_has_a_header()
    {
        foreach (var operation in Operations.Where(operation => operation.Security!.Any(requirement => requirement.Keys.Any(scheme => scheme.Reference.Id == "apiKey"))))
        {
            var ways = operation.Security!.Select(requirement => requirement.Keys.Select(scheme => scheme.Reference.Id).ToArray()).ToArray();

            Assert.That(ways, Has.Length.EqualTo(2));
            Assert.That(ways[1], Is.EqualTo(ways[0].Append("apiKey")));
            Assert.That(operation.Parameters!.Select(parameter => (parameter.Name, parameter.In, parameter.Required)), Has.Member(("X-Client-Ip", ParameterLocation.Header, false)));
        }
    }

    [Test]
    public void A_new_ticket_s_Location_is_named() =>
        Assert.That(Operations.Single(operation => operation.OperationId == "createResetTicket").Responses!["202"].Headers, Contains.Key("Location"));

    [Test]
    public async Task The_contract_can_be_read_in_a_browser()
    {
        var page = await Client.CallAsync(HttpMethod.Get, "swagger/index.html", secret: null);

        Assert.That(page.Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(page.Header("Content-Type"), Does.StartWith("text/html"));
    }

    [GeneratedRegex("question|answer|hint|remind|memorable|maiden|birth|pet(?![a-z])", RegexOptions.IgnoreCase)]
    private static partial Regex StandsIn();

    private sealed class Drawing(Action drawn) : WebApplicationFactory<Program>
    {
        private readonly TemporaryDirectory directory = new();

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            directory.Dispose();
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.UseSetting("ConnectionStrings:Sqlite", $"Data Source={Path.Combine(directory.Path, "accounts.db")}");
            builder.ConfigureTestServices(services => services.ConfigureSwaggerGen(swagger => swagger.AddDocumentFilterInstance(new Counter(drawn))));
        }
    }

    private sealed class Counter(Action drawn) : IDocumentFilter
    {
        public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context) => drawn();
    }

    private IEnumerable<OpenApiOperation> Operations => contract.Paths.Values.SelectMany(path => path.Operations!.Values);
}
