namespace ResetService.Hosting;

/// <summary>A refusal this API can give. Its <c>type</c> is <c>{PublicUrl}/problems/{code}</c>, where a page explains it (RFC 9457).</summary>
/// <param name="Code">Stable name for programs.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">Constant for the type, as RFC 9457 §3.1.3 asks.</param>
/// <param name="Explanation">What happened and what to do next, for the page behind the type.</param>
internal sealed record Problem(string Code, int Status, string Title, string Explanation);

/// <summary>Every refusal this API can give, in one place.</summary>
internal static class Problems
{
    public static readonly Problem InvalidRequest = new("invalid-request", 400, "The request is not valid.",
        "The body is not what the operation takes. The errors member names each field and what is wrong with it. Nothing was counted or changed: correct the request and send it again.");

    public static readonly Problem InvalidToken = new("invalid-token", 401, "A bearer secret is needed.",
        "The call needs Authorization: Bearer with the ticket's token, the pass or the link's token, exactly as it was handed out.");

    public static readonly Problem InvalidApiKey = new("invalid-api-key", 401, "The API key is not valid.",
        "The header X-Api-Key carries no key of a partner: it is misspelt, was replaced or withdrawn, or came twice. A key in the address is never taken: take such a key for lost and have it replaced.");

    public static readonly Problem HumanCheckFailed = new("human-check-failed", 403, "No proof that a person is there.",
        "The reason member says why: missing, invalid, expired, replayed or too-easy. Get a fresh challenge from createChallenge, solve it and send the call again with its proof; for too-easy solve the one in the challenge member. No ticket was opened.");

    public static readonly Problem Forbidden = new("forbidden", 403, "The call is not allowed.",
        "Either the call came over plain http, where nothing is answered: take whatever secret it carried for lost, and start again over https. Or it came with an API key that is not for this operation or this storefront: who runs the service can say what the key is for.");

    public static readonly Problem TicketNotFound = new("ticket-not-found", 404, "There is no such ticket.",
        "The ticket is used, cancelled, expired or unknown, or the secret belongs to another one. All of these answer alike. Start again with a new ticket.");

    public static readonly Problem NotFound = new("not-found", 404, "There is nothing here.",
        "No resource has this address: the paths are listed in openapi.yaml, the storefronts in the service's settings.");

    public static readonly Problem MethodNotAllowed = new("method-not-allowed", 405, "The method is not allowed here.",
        "The Allow header lists the methods of this resource.");

    public static readonly Problem CodeNotRequested = new("code-not-requested", 409, "No code was asked for.",
        "Call sendCode on this ticket first.");

    public static readonly Problem CodeNotConfirmed = new("code-not-confirmed", 409, "The code is not confirmed.",
        "The ticket's token can't set a password. Confirm the code first, then use the pass that it buys.");

    public static readonly Problem LinkSent = new("link-sent", 409, "A link was mailed instead of a code.",
        "For this address the six-digit way is closed for now. The mail carries a link that opens the reset instead.");

    public static readonly Problem AlreadyConfirmed = new("already-confirmed", 409, "The code is already confirmed.",
        "A code buys one pass. Use that pass, or start again with a new ticket.");

    public static readonly Problem RequestInProgress = new("request-in-progress", 409, "The same call is still running.",
        "A call with this Idempotency-Key has begun and has no answer yet. Send it again after Retry-After seconds: it is then answered as the first was.");

    public static readonly Problem TicketLocked = new("ticket-locked", 410, "The tries are spent.",
        "Too many wrong codes. Nothing more is compared, a right code included. Start again with a new ticket: where the address itself has no tries left, its mail carries a link instead of a code.");

    public static readonly Problem RequestTooLarge = new("request-too-large", 413, "The request is too large.",
        "Bodies may have up to 16 KiB.");

    public static readonly Problem UnsupportedMediaType = new("unsupported-media-type", 415, "The media type is not supported.",
        "Send application/json in UTF-8.");

    public static readonly Problem WrongCode = new("wrong-code", 422, "The code is not right.",
        "The code differs from the one in the mail, or its time is over. attemptsLeft says how many tries the ticket has left.");

    public static readonly Problem PasswordRejected = new("password-rejected", 422, "The password is not accepted.",
        "The reasons member lists what is wrong and what to do about it. The ticket and its pass are untouched: choose another password and try again.");

    public static readonly Problem IdempotencyKeyReused = new("idempotency-key-reused", 422, "The Idempotency-Key stands for another body.",
        "A key names one call with one body, byte for byte. Nothing was changed: send what was sent first, or take a new key for a new call.");

    public static readonly Problem TooManyRequests = new("too-many-requests", 429, "Too many requests.",
        "A limit was reached. Retry-After says in how many seconds a call can succeed again.");

    public static readonly Problem InternalError = new("internal-error", 500, "Something went wrong.",
        "The fault is ours and was logged. Nothing half done remains: try again.");

    public static readonly Problem ServiceUnavailable = new("service-unavailable", 503, "The service is not available for the moment.",
        "A part that the service needs does not answer, or it has all hands full. Nothing was lost: try the same call again after Retry-After seconds.");

    public static readonly IReadOnlyList<Problem> All =
    [
        InvalidRequest, InvalidToken, InvalidApiKey, HumanCheckFailed, Forbidden, TicketNotFound, NotFound, MethodNotAllowed, CodeNotRequested, CodeNotConfirmed,
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
