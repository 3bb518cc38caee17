using System.ComponentModel.DataAnnotations;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using ResetService.Hosting;
using ResetService.Passwords;
using ResetService.Storefronts;
using ResetService.Tickets;

namespace ResetService.Resets;

/// <summary>Step 3 by the owner's link: a person pressed, so this is a POST with an empty object.</summary>
internal sealed record ConfirmLink;

/// <summary>A new ticket, confirmed already. It has no token.</summary>
/// <param name="TicketId" example="Nf3kZ0aQ2bH4v7yT1mXw9RcUeGjLpSdA">The ticket, for the path of the next calls.</param>
/// <param name="Pass" example="b64FBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISI">The secret for <c>Authorization: Bearer</c> of the next calls.</param>
/// <param name="ExpiresAt" example="2030-01-01T12:15:00.000Z">When the pass ends.</param>
/// <param name="PasswordPolicy">What the new password must be like.</param>
internal sealed record LinkConfirmed(
    [property: RegularExpression(Tickets.TicketId.Pattern)] string TicketId, [property: RegularExpression(Secret.Pattern)] string Pass,
    DateTimeOffset ExpiresAt, PasswordRules PasswordPolicy)
{
    public override string ToString() => nameof(LinkConfirmed);
}

internal sealed class ConfirmLinkValidator : AbstractValidator<ConfirmLink>;

internal static class ConfirmLinkHandler
{
    /// <summary>Opens the reset by the mailed link</summary>
    /// <remarks>The id and the token stand in the link's fragment, as <c>#link={id}.{token}</c>. A link works once.</remarks>
    public static async Task<Results<Ok<LinkConfirmed>, Refusal>> Handle(
        TicketId id, Secret token, ConfirmLink request, TicketStore tickets, PasswordPolicy policy, IOptionsMonitor<StorefrontOptions> storefronts)
    {
        var (bought, refusal) = await tickets.ConfirmLinkAsync(id, token);
        if (refusal is not null) return refusal;

        return TypedResults.Ok(new LinkConfirmed(bought!.Ticket.Value, bought.Pass.Text, bought.ExpiresAt, policy.Rules(storefronts.CurrentValue.Named(bought.OwnStorefront).PasswordPreset)));
    }
}
