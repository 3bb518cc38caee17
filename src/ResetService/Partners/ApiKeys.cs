using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using ResetService.Hosting;

namespace ResetService.Partners;

/// <summary>
/// Knows a partner by its key before anything is counted. Its call then counts for the end user that it names: what else asks for a call's
/// address gets that one. Without a key nothing is read.
/// </summary>
internal sealed class ApiKeys(RequestDelegate next, IOptionsMonitor<PartnerOptions> partners)
{
    public const string Header = "X-Api-Key";
    public const string ClientHeader = "X-Client-Ip";

    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<TakesApiKey>() is null) return next(http);

        return Refuse(http) is { } refusal ? refusal.ExecuteAsync(http) : next(http);
    }

    private Refusal? Refuse(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (http.Request.Query.Keys.Any(IsKeysName)) return Problems.InvalidApiKey;
        if (!headers.TryGetValue(Header, out var key)) return null;
        if (partners.CurrentValue.HolderOf(key) is not var (name, partner)) return Problems.InvalidApiKey;

        var caller = new Caller(name, partner.Storefronts, partner.Operations, partner.Calls, partner.Tickets, ClientNetwork.Of(http));
        http.Features.Set(caller); // a refused call is the partner's too, for the audit
        if (!caller.MayCall(http.GetEndpoint()!.Metadata.GetRequiredMetadata<IEndpointNameMetadata>().EndpointName)) return Problems.Forbidden;
        if (!TryReadClient(headers[ClientHeader], out var client)) return Refusal.Invalid(ClientHeader, "not-an-ip-address");

        http.Connection.RemoteIpAddress = client;
        return null;
    }

    // A key in an address has reached logs and histories: whatever else the call carries, its sender must learn of it.
    private static bool IsKeysName(string parameter) => parameter.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal)
        .ToUpperInvariant() is "XAPIKEY" or "APIKEY";

    // As RFC 5952 and RFC 6943 (3.1.1) have addresses. The parser would take 1, 0x7f.1, brackets, ports and zones too, each another spelling of a client.
    private static bool TryReadClient(StringValues sent, [NotNullWhen(true)] out IPAddress? client)
    {
        client = null;
        return sent is [{ } text]
            && text.All(c => char.IsAsciiHexDigit(c) || c is '.' or ':')
            && IPAddress.TryParse(text, out client)
            && (client.AddressFamily is AddressFamily.InterNetworkV6 || client.ToString() == text);
    }
}
