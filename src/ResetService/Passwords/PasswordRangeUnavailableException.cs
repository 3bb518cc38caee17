using System.Diagnostics.CodeAnalysis;

namespace ResetService.Passwords;

/// <summary>The range API is down and the settings refuse passwords it has not seen; the caller may try again.</summary>
[SuppressMessage("Design", "CA1032", Justification = "There is one cause and one message")]
internal sealed class PasswordRangeUnavailableException() : Exception("The breached-password API is down.");
