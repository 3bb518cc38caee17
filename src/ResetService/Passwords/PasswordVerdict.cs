namespace ResetService.Passwords;

/// <summary>Why a password is refused: a stable code for programs, a sentence for people.</summary>
/// <param name="Code" example="too-short">Stable name for programs.</param>
/// <param name="Message" example="Use at least 8 characters.">What to do about it.</param>
internal sealed record PasswordReason(string Code, string Message);

/// <summary>A refusal always carries its reasons, and advice helps towards a better one (NIST SP 800-63B-4, 3.1.1.2).
/// The score is zxcvbn's, 0 to 4, and 0 where a list or the maximum length decided before zxcvbn was asked.</summary>
internal sealed record PasswordVerdict(
    bool Acceptable, int Score, IReadOnlyList<PasswordRemark> Reasons, IReadOnlyList<PasswordRemark> Advice);
