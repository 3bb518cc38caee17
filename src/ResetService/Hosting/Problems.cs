using ResetService.Languages;

namespace ResetService.Hosting;

/// <summary>A refusal this API can give. Its <c>type</c> is <c>{PublicUrl}/problems/{code}</c>, where a page explains it (RFC 9457).</summary>
/// <param name="Code">Stable name for programs.</param>
/// <param name="Status">HTTP status.</param>
internal sealed record Problem(string Code, int Status)
{
    /// <summary>Constant for the type but for its language, as RFC 9457 §3.1.3 asks.</summary>
    public string Title(Language language) => language.Text($"problems.{Code}.title");

    /// <summary>What happened and what to do next, for the page behind the type.</summary>
    public string Explanation(Language language) => language.Text($"problems.{Code}.explanation");
}

/// <summary>Every refusal this API can give, in one place.</summary>
internal static class Problems
{
    public static readonly Problem InvalidRequest = new("invalid-request", 400);
    public static readonly Problem InvalidToken = new("invalid-token", 401);
    public static readonly Problem InvalidApiKey = new("invalid-api-key", 401);
    public static readonly Problem HumanCheckFailed = new("human-check-failed", 403);
    public static readonly Problem Forbidden = new("forbidden", 403);
    public static readonly Problem InvalidSignature = new("invalid-signature", 403);
    public static readonly Problem TicketNotFound = new("ticket-not-found", 404);
    public static readonly Problem NotFound = new("not-found", 404);
    public static readonly Problem MethodNotAllowed = new("method-not-allowed", 405);
    public static readonly Problem CodeNotRequested = new("code-not-requested", 409);
    public static readonly Problem CodeNotConfirmed = new("code-not-confirmed", 409);
    public static readonly Problem LinkSent = new("link-sent", 409);
    public static readonly Problem AlreadyConfirmed = new("already-confirmed", 409);
    public static readonly Problem RequestInProgress = new("request-in-progress", 409);
    public static readonly Problem TicketLocked = new("ticket-locked", 410);
    public static readonly Problem RequestTooLarge = new("request-too-large", 413);
    public static readonly Problem UnsupportedMediaType = new("unsupported-media-type", 415);
    public static readonly Problem WrongCode = new("wrong-code", 422);
    public static readonly Problem PasswordRejected = new("password-rejected", 422);
    public static readonly Problem IdempotencyKeyReused = new("idempotency-key-reused", 422);
    public static readonly Problem TooManyRequests = new("too-many-requests", 429);
    public static readonly Problem InternalError = new("internal-error", 500);
    public static readonly Problem ServiceUnavailable = new("service-unavailable", 503);

    public static readonly IReadOnlyList<Problem> All =
    [
        InvalidRequest, InvalidToken, InvalidApiKey, HumanCheckFailed, Forbidden, InvalidSignature, TicketNotFound, NotFound, MethodNotAllowed, CodeNotRequested, CodeNotConfirmed,
        LinkSent, AlreadyConfirmed, RequestInProgress, TicketLocked, RequestTooLarge, UnsupportedMediaType, WrongCode, PasswordRejected,
        IdempotencyKeyReused, TooManyRequests, InternalError, ServiceUnavailable,
    ];

    /// <summary>The problem that says what a bare status says.</summary>
    public static Problem Of(int status) => status switch
    {
        400 => InvalidRequest,
        403 => Forbidden,
        404 => NotFound,
        405 => MethodNotAllowed,
        413 => RequestTooLarge,
        415 => UnsupportedMediaType,
        503 => ServiceUnavailable,
        < 500 => InvalidRequest,
        _ => InternalError,
    };
}
