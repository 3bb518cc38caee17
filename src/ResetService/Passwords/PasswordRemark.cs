using ResetService.Languages;

namespace ResetService.Passwords;

/// <summary>What the policy says of a password, before it has words: a reason to refuse it, or advice.</summary>
/// <param name="Code">A reason's stable name for programs; a key of the languages' section <c>passwords</c>.</param>
/// <param name="Count">The number in that text.</param>
internal sealed record PasswordRemark(string Code, int? Count = null)
{
    public string In(Language language) => language.Text($"passwords.{Code}", ("count", Count));

    public PasswordReason ToReason(Language language) => new(Code, In(language));
}
