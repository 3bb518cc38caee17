using System.ComponentModel.DataAnnotations;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using ResetService.Hosting;
using ResetService.Limits;
using ResetService.Passwords;
using ResetService.Storefronts;
using ResetService.Tickets;
using ResetService.Webhooks;

namespace ResetService.Resets;

/// <summary>Step 3: the code from the mail buys a pass.</summary>
/// <param name="Code" example="042137">Six digits as a person types them: spaces, dashes and digits of other scripts are understood.</param>
internal sealed record ConfirmCode(string Code)
{
    public override string ToString() => nameof(ConfirmCode); // the code is a secret
}

/// <summary>The right to set the password once.</summary>
/// <param name="Pass" example="b64FBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISI">The secret for <c>Authorization: Bearer</c> of the next calls.</param>
/// <param name="ExpiresAt" example="2030-01-01T12:15:00.000Z">When the pass ends.</param>
/// <param name="PasswordPolicy">What the new password must be like.</param>
internal sealed record CodeConfirmed([property: RegularExpression(Secret.Pattern)] string Pass, DateTimeOffset ExpiresAt, PasswordRules PasswordPolicy)
{
    public override string ToString() => nameof(CodeConfirmed);
}

internal sealed class ConfirmCodeValidator : AbstractValidator<ConfirmCode>
{
    public ConfirmCodeValidator() => RuleFor(r => r.Code).Cascade(CascadeMode.Stop).MaximumLength(ResetCode.MaxTyped)
        .Must(code => ResetCode.TryParse(code, out _)).WithErrorCode("not-a-code");
}

internal static class ConfirmCodeHandler
{
    /// <summary>Confirms the code from the mail</summary>
    /// <remarks>What can't be a code is 400 and costs no try.</remarks>
    public static async Task<Results<Ok<CodeConfirmed>, Refusal>> Handle(
        TicketId id, Secret token, ConfirmCode request, HttpContext http, WrongCodes wrongCodes, TicketStore tickets, Subscriptions subscriptions,
        PasswordPolicy policy, IOptionsMonitor<StorefrontOptions> storefronts)
    {
        if (await wrongCodes.ChargeAsync(http) is { } tooMany) return tooMany;

        var (bought, refusal) = await tickets.ConfirmCodeAsync(id, token, ResetCode.Parse(request.Code), subscriptions.Wanted(WebhookEvents.Locked, token.Partner));
        await wrongCodes.SettleAsync(http, wrong: refusal?.Problem == Problems.WrongCode);
        http.AuditNotes().IsLastTry = refusal.WasLastTry();
        if (refusal is not null) return refusal;

        return TypedResults.Ok(new CodeConfirmed(bought!.Pass.Text, bought.ExpiresAt, policy.Rules(storefronts.CurrentValue.Named(bought.OwnStorefront).PasswordPreset)));
    }
}
