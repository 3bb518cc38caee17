using System.Net;

namespace ResetService.Tests.Support;

/// <summary>The table of problems as the design has it, and the check of an answer against it.</summary>
internal static class Refusals
{
    public static readonly IReadOnlyDictionary<string, int> Statuses = new Dictionary<string, int>
    {
        ["invalid-request"] = 400,
        ["invalid-token"] = 401,
        ["invalid-api-key"] = 401,
        ["forbidden"] = 403,
        ["human-check-failed"] = 403,
        ["invalid-signature"] = 403,
        ["ticket-not-found"] = 404,
        ["not-found"] = 404,
        ["method-not-allowed"] = 405,
        ["code-not-requested"] = 409,
        ["code-not-confirmed"] = 409,
        ["link-sent"] = 409,
        ["already-confirmed"] = 409,
        ["request-in-progress"] = 409,
        ["ticket-locked"] = 410,
        ["request-too-large"] = 413,
        ["unsupported-media-type"] = 415,
        ["wrong-code"] = 422,
        ["password-rejected"] = 422,
        ["idempotency-key-reused"] = 422,
        ["too-many-requests"] = 429,
        ["internal-error"] = 500,
        ["service-unavailable"] = 503,
    };

    public static IEnumerable<string> Codes => Statuses.Keys;

    /// <summary>A refusal is a problem document with the status of its code, its type a page of ours, and is never cached.</summary>
    public static void AssertRefused(this Answer answer, string code)
    {
        Assert.That(answer.Problem, Is.EqualTo(code), answer.Text);
        Assert.That(answer.Status, Is.EqualTo((HttpStatusCode)Statuses[code]));
        Assert.That(answer.Body.GetProperty("status").GetInt32(), Is.EqualTo(Statuses[code]));
        Assert.That(answer["type"], Does.StartWith("http").And.EndsWith($"/problems/{code}"));
        Assert.That(answer["title"], Is.Not.Empty);
        Assert.That(answer.Header("Cache-Control"), Is.EqualTo("no-store"));
    }

    /// <summary>400, naming the field that was wrong.</summary>
    public static void AssertInvalid(this Answer answer, string field)
    {
        answer.AssertRefused("invalid-request");
        Assert.That(answer.Body.GetProperty("errors").TryGetProperty(field, out _), Is.True, answer.Text);
    }

    /// <summary>429, saying in two ways when to come back.</summary>
    public static void AssertTooMany(this Answer answer, string policy, int quota, TimeSpan window, TimeSpan wait)
    {
        answer.AssertRefused("too-many-requests");
        Assert.That(answer.Header("Retry-After"), Is.EqualTo($"{wait.TotalSeconds}"));
        Assert.That(answer.Header("RateLimit"), Is.EqualTo($"\"{policy}\";r=0;t={wait.TotalSeconds}"));
        Assert.That(answer.Header("RateLimit-Policy"), Is.EqualTo($"\"{policy}\";q={quota};w={window.TotalSeconds}"));
    }

    /// <summary>A header of the answer or of its body; empty when there is none.</summary>
    public static string Header(this Answer answer, string name) => string.Join(
        ", ", answer.Response.Headers.Concat(answer.Response.Content.Headers).Where(header => header.Key == name).SelectMany(header => header.Value));
}
