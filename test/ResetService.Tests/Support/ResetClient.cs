using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace ResetService.Tests.Support;

/// <summary>A caller of the API: each operation of openapi.yaml as a method, each answer with its body read.</summary>
internal sealed class ResetClient(HttpClient http)
{
    public HttpClient Http => http;

    public async Task<Ticket> OpenAsync(string email, bool sendCode = false)
    {
        var answer = await CreateTicketAsync(new { email, sendCode });
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Accepted), answer.Text);
        return new(answer["id"], answer["token"]);
    }

    public Task<Answer> CreateTicketAsync(object body) => CallAsync(HttpMethod.Post, "v1/reset-tickets", secret: null, body);

    public Task<Answer> ReadAsync(Ticket ticket) => CallAsync(HttpMethod.Get, $"v1/reset-tickets/{ticket.Id}", ticket.Token);

    public Task<Answer> SendCodeAsync(Ticket ticket) => CallAsync(HttpMethod.Post, $"v1/reset-tickets/{ticket.Id}/code", ticket.Token);

    public Task<Answer> ConfirmAsync(Ticket ticket, string code) =>
        CallAsync(HttpMethod.Post, $"v1/reset-tickets/{ticket.Id}/confirmation", ticket.Token, new { code });

    public Task<Answer> ConfirmLinkAsync(string id, string token) => CallAsync(HttpMethod.Post, $"v1/links/{id}/confirmation", token, new { });

    public Task<Answer> CheckPasswordAsync(string id, string pass, string password) =>
        CallAsync(HttpMethod.Post, $"v1/reset-tickets/{id}/password-check", pass, new { password });

    public Task<Answer> SetPasswordAsync(string id, string pass, string password, string? repeat = null) =>
        CallAsync(HttpMethod.Put, $"v1/reset-tickets/{id}/password", pass, new { password, passwordRepeat = repeat ?? password });

    public Task<Answer> RequestSupportAsync(Ticket ticket, string contactEmail, string message) =>
        CallAsync(HttpMethod.Post, $"v1/reset-tickets/{ticket.Id}/support-requests", ticket.Token, new { contactEmail, message });

    public Task<Answer> CancelAsync(Ticket ticket) => CallAsync(HttpMethod.Delete, $"v1/reset-tickets/{ticket.Id}", ticket.Token);

    public Task<Answer> ReadStorefrontAsync(string name) => CallAsync(HttpMethod.Get, $"v1/storefronts/{name}", secret: null);

    public async Task<Answer> CallAsync(HttpMethod method, string path, string? secret, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (secret is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        if (body is not null) request.Content = JsonContent.Create(body);
        return await SendAsync(request);
    }

    /// <summary>Sends a body as it stands, for what no serializer would write.</summary>
    public async Task<Answer> SendTextAsync(HttpMethod method, string path, string body, string? secret = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (secret is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return await SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        var response = await http.SendAsync(request);
        return new(response, await response.Content.ReadAsStringAsync());
    }
}

/// <summary>A ticket as its opener holds it.</summary>
internal sealed record Ticket(string Id, string Token);

/// <summary>An answer, its body read.</summary>
internal sealed record Answer(HttpResponseMessage Response, string Text)
{
    public HttpStatusCode Status => Response.StatusCode;

    /// <summary>The problem's code, or null when the answer is no problem.</summary>
    public string? Problem => Response.Content.Headers.ContentType?.MediaType == "application/problem+json" ? this["code"] : null;

    public JsonElement Body
    {
        get
        {
            using var document = JsonDocument.Parse(Text);
            return document.RootElement.Clone();
        }
    }

    /// <summary>The names of the body's members, in order.</summary>
    public string Members => string.Join(' ', Body.EnumerateObject().Select(member => member.Name));

    /// <summary>A string member of the body.</summary>
    public string this[string member] => Body.GetProperty(member).GetString()!;
}
