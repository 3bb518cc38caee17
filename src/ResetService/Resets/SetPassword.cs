using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using ResetService.Hosting;
using ResetService.Tickets;

namespace ResetService.Resets;

/// <summary>Step 4: the pass sets one new password.</summary>
/// <param name="Password" example="correct horse battery staple">The new password, taken as typed.</param>
/// <param name="PasswordRepeat" example="correct horse battery staple">The same again.</param>
internal sealed record SetPassword(string Password, string PasswordRepeat)
{
    public override string ToString() => nameof(SetPassword); // every property is a secret
}

/// <summary>The password is changed and every old session is over.</summary>
/// <param name="ChangedAt" example="2030-01-01T12:06:00.000Z">When.</param>
/// <param name="SignInUrl" example="https://shop.example.com/sign-in">Where to sign in with it.</param>
internal sealed record PasswordSet(DateTimeOffset ChangedAt, Uri SignInUrl);

internal sealed class SetPasswordValidator : AbstractValidator<SetPassword>
{
    public SetPasswordValidator()
    {
        RuleFor(r => r.Password).NotEmpty();
        RuleFor(r => r.PasswordRepeat).Must((request, repeat) => string.Equals(repeat, request.Password, StringComparison.Ordinal)).WithErrorCode("passwords-differ");
    }
}

internal static class SetPasswordHandler
{
    /// <summary>Sets the new password</summary>
    /// <remarks>
    /// A refused password costs the pass one of its calls, and it stays good for another. The call can be repeated: the same pass with the password
    /// that was set answers the first 200 again until the pass expires. Calls and repeats are counted, but for those answered 503.
    /// </remarks>
    public static async Task<Results<Ok<PasswordSet>, Refusal>> Handle(
        TicketId id, Secret pass, SetPassword request, HttpContext http, TicketStore tickets, NewPassword newPassword, CancellationToken cancellation)
    {
        var (used, refusal) = await tickets.UsePassToSetAsync(id, pass);
        if (used is not null) return await newPassword.SetAsync(id, pass, used, request.Password, http, cancellation);
        if (refusal!.Problem != Problems.TicketNotFound) return refusal;

        return await newPassword.ChargeAndRepeatAsync(id, pass, request.Password, http, cancellation);
    }
}
