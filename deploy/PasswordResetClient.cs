// A client of ResetService in C#, for a mobile app or a back end: paste it. It needs .NET 8 or later and no package.
//
//   var resets = new PasswordResetClient(new HttpClient { BaseAddress = new Uri("https://reset.example.com") });
//   var ticket = await resets.OpenAsync("ada@example.com", "en");
//   var pass = await resets.ConfirmAsync(ticket, codeFromTheMail);
//   var signIn = await resets.SetPasswordAsync(ticket, pass, password, passwordRepeat);
using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace ExampleShop;

/// <summary>The steps of a reset. What the service refuses comes as a <see cref="ResetRefusedException"/>.</summary>
internal sealed class PasswordResetClient(HttpClient http)
{
    private const int Attempts = 5; // of a call

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Opens a ticket and has its code mailed. The answer is the same for an address without an account.</summary>
    public async Task<ResetTicket> OpenAsync(string email, string locale, CancellationToken cancellation = default)
    {
        JsonElement? challenge = null;
        while (true)
        {
            var work = challenge ?? await CallAsync<JsonElement>(HttpMethod.Get, "v1/challenges", secret: null, body: null, cancellation);
            var proof = await Task.Run(() => Solve(work, cancellation), cancellation);
            try
            {
                return await CallAsync<ResetTicket>(HttpMethod.Post, "v1/reset-tickets", secret: null, new { email, proof, locale, sendCode = true }, cancellation);
            }
            catch (ResetRefusedException refused) when (refused.Problem.Reason is "too-easy" or "expired" or "replayed")
            {
                challenge = refused.Problem.Challenge; // a harder one where that is asked for, else a fresh one
            }
        }
    }

    /// <summary>Mails the code again; too-many-requests says when it may be asked for.</summary>
    public Task ResendAsync(ResetTicket ticket, CancellationToken cancellation = default) =>
        CallAsync<JsonElement>(HttpMethod.Post, $"v1/reset-tickets/{ticket.Id}/code", ticket.Token, body: null, cancellation);

    /// <returns>The pass, which can set the password.</returns>
    public async Task<string> ConfirmAsync(ResetTicket ticket, string code, CancellationToken cancellation = default) =>
        (await CallAsync<Confirmed>(HttpMethod.Post, $"v1/reset-tickets/{ticket.Id}/confirmation", ticket.Token, new { code }, cancellation)).Pass;

    /// <returns>Where to sign in with the new password.</returns>
    public async Task<Uri> SetPasswordAsync(ResetTicket ticket, string pass, string password, string passwordRepeat, CancellationToken cancellation = default) =>
        (await CallAsync<Done>(HttpMethod.Put, $"v1/reset-tickets/{ticket.Id}/password", pass, new { password, passwordRepeat }, cancellation)).SignInUrl;

    // A call whose answer gets lost is sent again with the same key, and happens once. Where it still runs its repetition is told to wait.
    private async Task<TAnswer> CallAsync<TAnswer>(HttpMethod method, string path, string? secret, object? body, CancellationToken cancellation)
    {
        var key = Guid.NewGuid().ToString();
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            request.Headers.Add("Idempotency-Key", key);
            if (secret is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
            if (body is not null) request.Content = JsonContent.Create(body);

            try
            {
                using var response = await http.SendAsync(request, cancellation);
                if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
                {
                    var problem = (await response.Content.ReadFromJsonAsync<Problem>(cancellation))!;
                    var later = problem.Code is "service-unavailable" or "request-in-progress";
                    if (!later || attempt == Attempts) throw new ResetRefusedException(problem);
                    await Task.Delay(response.Headers.RetryAfter?.Delta ?? Pause, cancellation);
                    continue;
                }

                response.EnsureSuccessStatusCode();
                return (await response.Content.ReadFromJsonAsync<TAnswer>(cancellation))!;
            }
            catch (Exception lost) when (attempt < Attempts && lost is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
            {
                await Task.Delay(Pause, cancellation); // a phone between two networks
            }
        }
    }

    // ALTCHA's protocol v2: find the counter whose key, derived from the nonce and the counter, begins with keyPrefix.
    private static string Solve(JsonElement challenge, CancellationToken cancellation)
    {
        var work = challenge.GetProperty("parameters");
        var salt = Convert.FromHexString(work.GetProperty("salt").GetString()!);
        byte[] password = [.. Convert.FromHexString(work.GetProperty("nonce").GetString()!), 0, 0, 0, 0];

        for (var counter = 0u; ; counter++)
        {
            cancellation.ThrowIfCancellationRequested();
            BinaryPrimitives.WriteUInt32BigEndian(password.AsSpan(^4..), counter);
            var derivedKey = Convert.ToHexString(Rfc2898DeriveBytes.Pbkdf2(
                password, salt, work.GetProperty("cost").GetInt32(), HashAlgorithmName.SHA256, work.GetProperty("keyLength").GetInt32())).ToLowerInvariant();
            if (derivedKey.StartsWith(work.GetProperty("keyPrefix").GetString()!, StringComparison.Ordinal))
                return Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(new { challenge, solution = new { counter, derivedKey } }));
        }
    }

    private sealed record Confirmed(string Pass);

    private sealed record Done(Uri SignInUrl);
}

/// <summary>A reset in progress. Keep it in memory alone: whoever has the token goes on with it.</summary>
internal sealed record ResetTicket(string Id, string Token)
{
    public override string ToString() => nameof(ResetTicket);
}

/// <summary>Why the service refused (RFC 9457). <c>Code</c> is the name to switch on; which of the others are there depends on it.</summary>
internal sealed record Problem(string Code, string Title, string? Reason, JsonElement? Challenge, int? AttemptsLeft, IReadOnlyList<PasswordReason>? Reasons);

internal sealed record PasswordReason(string Code, string Message);

internal sealed class ResetRefusedException(Problem problem) : Exception(problem.Title)
{
    public Problem Problem => problem;
}
