namespace ResetService.Hosting;

/// <summary>The names of the security events: OWASP's logging vocabulary, and names in its manner where it has none.</summary>
internal static class AuditEvents
{
    private const string InputRefused = "input_validation_fail";
    private const string NotAllowed = "authz_fail";
    private const string OutOfSequence = "sequence_fail";
    private const string PasswordNotChanged = "authn_password_change_fail";
    private const string Repeated = "call_repeated";
    private const string NoTriesLeft = "authn_code_fail_max";

    private static readonly Dictionary<string, string> Succeeded = new(StringComparer.Ordinal)
    {
        ["createResetTicket"] = "authn_reset_request",
        ["sendCode"] = "authn_code_request",
        ["confirmCode"] = "authn_code_success",
        ["confirmLink"] = "authn_link_success",
        ["setPassword"] = "authn_password_change",
        ["requestSupport"] = "authn_support_request",
        ["cancelResetTicket"] = "authn_token_revoked",
    };

    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["wrong-code"] = "authn_code_fail",
        ["ticket-locked"] = NoTriesLeft,
        ["too-many-requests"] = "excess_rate_limit_exceeded",
        ["human-check-failed"] = "authn_human_check_fail",
        ["password-rejected"] = PasswordNotChanged,
        ["invalid-token"] = NotAllowed,
        ["invalid-api-key"] = NotAllowed,
        ["forbidden"] = NotAllowed,
        ["invalid-signature"] = "authn_signature_fail",
        ["ticket-not-found"] = NotAllowed,
        ["code-not-requested"] = OutOfSequence,
        ["code-not-confirmed"] = OutOfSequence,
        ["link-sent"] = OutOfSequence,
        ["already-confirmed"] = OutOfSequence,
        ["request-in-progress"] = OutOfSequence,
        ["invalid-request"] = InputRefused,
        ["request-too-large"] = InputRefused,
        ["unsupported-media-type"] = InputRefused,
        ["idempotency-key-reused"] = InputRefused,
    };

    /// <returns>The event's name, or null where the call is none: a read, or a fault that the log tells otherwise.</returns>
    public static string? Of(string operation, int status, AuditNotes notes)
    {
        if (notes.IsLastTry) return NoTriesLeft;
        if (notes.Problem is { } problem) return operation == "setPassword" && problem.Status is 404 or >= 500 ? PasswordNotChanged : Refused.GetValueOrDefault(problem.Code);
        if (status is < 200 or >= 300) return null;

        return notes.IsRepeat ? Repeated : Succeeded.GetValueOrDefault(operation);
    }
}
