using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using ResetService.Idempotency;
using ResetService.Mail;
using ResetService.Partners;

namespace ResetService.Tests.Support;

/// <summary>An operation of openapi.yaml, and calls of it made from the contract's own examples.</summary>
internal sealed partial record ContractOperation(HttpMethod Method, string Template, OpenApiOperation Contract)
{
    private const string NobodysSignature = "MAYCAQECAQE=";

    private static readonly string UnknownSecret = new('A', 43);
    private static readonly JsonSerializerOptions AsJavaScriptWrites = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Id => Contract.OperationId!;

    /// <summary>Whether every way to call it takes a bearer's secret.</summary>
    public bool IsSecured => Contract.Security is { Count: > 0 } ways && ways.All(way => way.Keys.Any(scheme => scheme.Type is SecuritySchemeType.Http));

    /// <summary>Whether it is for SendGrid, and no client makes it.</summary>
    public bool IsSigned => Contract.Security?.Any(way => way.Keys.Any(scheme => scheme.Reference.Id == "sendGridSignature")) is true;

    public bool TakesApiKey => Contract.Security?.Any(way => way.Keys.Any(scheme => scheme.Reference.Id == "apiKey")) is true;

    public bool TakesKey => Contract.Parameters?.Any(parameter => parameter.Name == IdempotencyKey.Header) is true;

    /// <summary>The example's JSON, as Prism passes it on; null where the operation takes none.</summary>
    public string? Body => Contract.RequestBody?.Content!["application/json"].Example!.ToJsonString(AsJavaScriptWrites);

    public string Path => Parameter().Replace(Template, name => (string)Contract.Parameters!.Single(parameter => parameter.Name == name.Groups[1].Value).Example!);

    public string Authorization => IsSecured ? $"Bearer {UnknownSecret}" : "";

    public static IEnumerable<ContractOperation> All(OpenApiDocument contract) =>
        contract.Paths.SelectMany(path => path.Value.Operations!, (path, operation) => new ContractOperation(operation.Key, path.Key, operation.Value));

    public bool Serves(HttpMethod method, string path) => method == Method && Regex.IsMatch(path, $"^{Parameter().Replace(Template, "[^/]+")}$");

    /// <param name="client">Who calls.</param>
    /// <param name="body">Another one than the example.</param>
    /// <param name="key">An Idempotency-Key.</param>
    /// <param name="secured">With a secret, which nobody was given.</param>
    /// <param name="contentType">Of the body.</param>
    /// <param name="apiKey">A partner's, for an end user.</param>
    public async Task<Answer> SendAsync(
        ResetClient client, string? body = null, string? key = null, bool secured = true, string contentType = "application/json", string? apiKey = null)
    {
        using var call = new HttpRequestMessage(Method, new Uri(Path.TrimStart('/'), UriKind.Relative));
        if (IsSecured && secured) call.Headers.Authorization = AuthenticationHeaderValue.Parse(Authorization);
        if (IsSigned)
        {
            call.Headers.Add(EventSignature.Header, NobodysSignature);
            call.Headers.Add(EventSignature.TimestampHeader, (string)Contract.Parameters!.Single(parameter => parameter.Name == EventSignature.TimestampHeader).Example!);
        }

        if (key is not null) call.Headers.TryAddWithoutValidation(IdempotencyKey.Header, key);
        if (apiKey is not null)
        {
            call.Headers.Add(ApiKeys.Header, apiKey);
            call.Headers.Add(ApiKeys.ClientHeader, (string)Contract.Parameters!.Single(parameter => parameter.Name == ApiKeys.ClientHeader).Example!);
        }

        if ((body ?? Body) is { } text) call.Content = new StringContent(text, Encoding.UTF8, contentType);

        return await client.SendAsync(call);
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();
}
