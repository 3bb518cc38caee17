using System.ComponentModel.DataAnnotations;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using ResetService.Hosting;
using ResetService.Passwords;
using ResetService.Storefronts;
using ResetService.Tickets;

namespace ResetService.Resets;

/// <summary>Before step 4: would this password do? By the cheap rules alone.</summary>
/// <param name="Password" example="correct horse battery staple">The password, as typed.</param>
internal sealed record CheckPassword(string Password)
{
    public override string ToString() => nameof(CheckPassword);
}

/// <summary>What the policy thinks of a password.</summary>
/// <param name="Acceptable" example="false">Whether setPassword would take it.</param>
/// <param name="Score" example="1">zxcvbn's estimate, 0 (guessed at once) to 4 (hard to guess).</param>
/// <param name="Reasons">Why it is not acceptable; empty when it is.</param>
/// <param name="Advice" example="[&quot;Add another word or two; uncommon words are better.&quot;]">How to make it better.</param>
internal sealed record PasswordChecked(bool Acceptable, [property: Range(0, PasswordStrength.BestScore)] int Score, IReadOnlyList<PasswordReason> Reasons, IReadOnlyList<string> Advice);

internal sealed class CheckPasswordValidator : AbstractValidator<CheckPassword>
{
    public CheckPasswordValidator() => RuleFor(r => r.Password).NotEmpty();
}

internal static class CheckPasswordHandler
{
    /// <summary>Checks a password before it is set</summary>
    /// <remarks>For a meter beside the field: it takes the cheap rules alone, so setPassword may still refuse what was seen in a data breach. Nothing is kept.</remarks>
    public static async Task<Results<Ok<PasswordChecked>, Refusal>> Handle(
        TicketId id, Secret pass, CheckPassword request, HttpContext http, TicketStore tickets, PasswordPolicy policy, IOptionsMonitor<StorefrontOptions> storefronts)
    {
        var (used, refusal) = await tickets.UsePassToCheckAsync(id, pass);
        if (refusal is not null) return refusal;

        var shop = storefronts.CurrentValue.Named(used!.OwnStorefront);
        var verdict = policy.Check(request.Password, used.Account.Address, shop.Name, shop.PasswordPreset);
        var language = storefronts.CurrentValue.Named(used.Storefront).LanguageOf(http, used.Locale);
        return TypedResults.Ok(new PasswordChecked(
            verdict.Acceptable, verdict.Score, [.. verdict.Reasons.Select(reason => reason.ToReason(language))], [.. verdict.Advice.Select(advice => advice.In(language))]));
    }
}
