using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using ResetService.Languages;
using static ResetService.Hosting.Quota;

namespace ResetService.Hosting;

/// <summary>A problem as an answer: <c>application/problem+json</c> in the caller's language, with the members and headers that go with it.</summary>
internal sealed class Refusal(Problem problem) : IResult
{
    // Long enough for a fail-over to end, short enough for a person to wait.
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(5);

    public Problem Problem => problem;

    /// <summary>Members beside the standard ones.</summary>
    public IDictionary<string, object?> Extras { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>What is wrong with the request.</summary>
    public IReadOnlyList<FieldError> Errors { get; init; } = [];

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The limit that was reached.</summary>
    public Quota? Quota { get; init; }

    public static implicit operator Refusal(Problem problem) => ToRefusal(problem);

    public static Refusal ToRefusal(Problem problem) => new(problem);

    /// <param name="errors">What is wrong, by field.</param>
    public static Refusal Invalid(IEnumerable<FieldError> errors) => new(Problems.InvalidRequest) { Errors = [.. errors] };

    /// <param name="field">The member or header that is wrong.</param>
    /// <param name="error">What is wrong with it: a key of the languages' section <c>errors</c>.</param>
    public static Refusal Invalid(string field, string error) => Invalid([new(field, error)]);

    /// <remarks>violatedPolicies is the draft's violated-policies, under a name that RFC 9457 §4.2's advice for extension members allows.</remarks>
    public static Refusal TooMany(Quota quota) => new(Problems.TooManyRequests)
    {
        Quota = quota,
        RetryAfter = quota.Resets,
        Extras = { ["violatedPolicies"] = new[] { quota.Policy } },
    };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = problem.Status;
        httpContext.AuditNotes().Problem = problem;
        var language = httpContext.Speak(Language.All);
        WriteHeaders(response);

        var publicUrl = httpContext.RequestServices.GetRequiredService<IOptions<ServiceOptions>>().Value.PublicUrl!;
        var body = new ProblemDetails
        {
            Type = new Uri(publicUrl, $"problems/{problem.Code}").AbsoluteUri,
            Title = problem.Title(language),
            Status = problem.Status,
            Extensions = { ["code"] = problem.Code },
        };
        foreach (var (name, value) in Extras) body.Extensions[name] = value;
        if (Errors.Count > 0) body.Extensions["errors"] = ByField(language);

        return response.WriteAsJsonAsync(body, options: null, "application/problem+json", httpContext.RequestAborted);
    }

    private Dictionary<string, string[]> ByField(Language language) => Errors.GroupBy(error => error.Field, StringComparer.Ordinal)
        .ToDictionary(field => field.Key, field => field.Select(error => error.In(language)).ToArray(), StringComparer.Ordinal);

    private void WriteHeaders(HttpResponse response)
    {
        var pause = RetryAfter ?? (problem.Status == StatusCodes.Status503ServiceUnavailable ? UsualPause : null);
        if (pause is { } wait) response.Headers.RetryAfter = Seconds(wait);
        if (problem.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = problem == Problems.InvalidApiKey ? "ApiKey" : "Bearer";
        Quota?.WriteTo(response.Headers);
    }
}
