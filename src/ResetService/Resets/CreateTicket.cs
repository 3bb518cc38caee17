using System.ComponentModel.DataAnnotations;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using ResetService.Hosting;
using ResetService.HumanCheck;
using ResetService.Languages;
using ResetService.Limits;
using ResetService.Storefronts;
using ResetService.Tickets;
using ResetService.Webhooks;

namespace ResetService.Resets;

/// <summary>Step 1: someone says they forgot the password of this address.</summary>
/// <param name="Email" example="ada@example.com">The address of the account; surrounding spaces and upper case don't matter.</param>
/// <param name="Proof" example="eyJjaGFsbGVuZ2UiOnsicGFyYW1ldGVycyI6e319fQ==">The solved human check: what the ALTCHA widget or library makes of a challenge, or the response token of the verifier in use.</param>
/// <param name="Storefront" example="default">The shop the customer comes from.</param>
/// <param name="Locale" example="en">The customer's language as a BCP 47 tag; without it Accept-Language decides. Of the shop's languages the closest is taken.</param>
/// <param name="SendCode" example="true">Ask for the code in the same call. An API key must be for sendCode too.</param>
internal sealed record CreateTicket(string Email, string? Proof = null, string? Storefront = null, string? Locale = null, bool SendCode = false)
{
    public override string ToString() => nameof(CreateTicket); // an address is nobody's business
}

/// <summary>A reset in progress. Whoever holds the token goes on with it.</summary>
/// <param name="Id" example="Nf3kZ0aQ2bH4v7yT1mXw9RcUeGjLpSdA">The ticket, for the path of the next calls. No secret.</param>
/// <param name="Token" example="3q2-7wAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaG">The ticket's secret, for <c>Authorization: Bearer</c>.</param>
/// <param name="ExpiresAt" example="2030-01-01T12:20:00.000Z">When the ticket ends.</param>
/// <param name="Methods">The ways to prove that the account is the caller's.</param>
/// <param name="Code">The answer of sendCode, where it was asked for.</param>
internal sealed record TicketCreated(
    [property: RegularExpression(TicketId.Pattern)] string Id, [property: RegularExpression(Secret.Pattern)] string Token,
    DateTimeOffset ExpiresAt, IReadOnlyList<TicketMethod> Methods, CodeSent? Code = null)
{
    public override string ToString() => nameof(TicketCreated);
}

/// <summary>A way to prove that the account is the caller's.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Hint" example="a***@example.com">Enough to know it again: the address as typed, masked, or the shop's support mailbox.</param>
internal sealed record TicketMethod(MethodKind Kind, string Hint);

/// <summary>A way to prove that the account is the caller's.</summary>
internal enum MethodKind
{
    /// <summary>A code by e-mail.</summary>
    Email,

    /// <summary>The shop's people: requestSupport.</summary>
    Support,
}

internal sealed class CreateTicketValidator : AbstractValidator<CreateTicket>
{
    public CreateTicketValidator()
    {
        RuleFor(r => r.Email).Cascade(CascadeMode.Stop).MaximumLength(EmailAddress.MaxLength)
            .Must(email => EmailAddress.TryParse(email, out _)).WithErrorCode("not-an-address");
        RuleFor(r => r.Proof).MaximumLength(8192); // ours has 700 characters, hCaptcha's and reCAPTCHA's some thousands
        RuleFor(r => r.Storefront).MaximumLength(StorefrontOptions.LongestName);
        RuleFor(r => r.Locale).MaximumLength(35).Matches(@"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\z").WithErrorCode("not-a-language");
    }
}

internal static class CreateTicketHandler
{
    /// <summary>Opens a reset ticket</summary>
    /// <remarks>
    /// Whether the address has an account is learnt later, by the worker: here known and unknown addresses are one path. A proof is spent
    /// by the call that brings it, whatever the call is answered: after a 429 or a 503 fetch a fresh challenge. A call with an API key needs none.
    /// </remarks>
    public static async Task<Results<Accepted<TicketCreated>, Refusal>> Handle(
        CreateTicket request, HttpContext http, TicketLimits limits, IHumanCheck humanCheck, Attack attack, TicketStore tickets,
        Subscriptions subscriptions, IOptionsMonitor<StorefrontOptions> storefronts, IOptions<ServiceOptions> service, CancellationToken cancellation)
    {
        var caller = Caller.Of(http);
        var storefront = request.Storefront ?? StorefrontOptions.Default;
        if (!caller.MayUse(storefront) || (request.SendCode && !caller.MayCall("sendCode"))) return (Refusal)Problems.Forbidden;
        if (!storefronts.CurrentValue.TryGetValue(storefront, out var shop)) return Refusal.Invalid("storefront", "not-a-storefront");

        var address = EmailAddress.Parse(request.Email);
        if (!caller.IsPartner)
        {
            var noPerson = await humanCheck.CheckAsync(request.Proof, () => limits.LevelAsync(http, address), http.Connection.RemoteIpAddress, cancellation);
            if (noPerson is not null) return noPerson;
        }

        if (await limits.ChargeAsync(http, address, caller, storefront) is { } tooMany) return tooMany;

        var language = LanguageChoice.Choose(shop.Languages, request.Locale, http.Request.Headers.AcceptLanguage);
        var ticket = await tickets.OpenAsync(address, storefront, language.Tag, caller.Partner, subscriptions.Wanted(WebhookEvents.Requested, caller.Partner));
        http.AuditNotes().Ticket = $"{ticket.Id}";
        CodeSent? code = null;
        if (request.SendCode)
        {
            var (sent, refusal) = await tickets.RequestCodeAsync(ticket.Id, ticket.Token, ClientNetwork.Of(http), linksOnly: await attack.IsOnAsync());
            if (refusal is not null)
            {
                await tickets.CancelAsync(ticket.Id, ticket.Token); // nobody will ever know its token
                return refusal;
            }

            code = CodeSent.Of(sent!);
        }

        return TypedResults.Accepted(new Uri(service.Value.PublicUrl!, $"v1/reset-tickets/{ticket.Id.Value}").AbsolutePath, new TicketCreated(
            ticket.Id.Value, ticket.Token.Text, ticket.ExpiresAt, [new(MethodKind.Email, address.Masked), new(MethodKind.Support, shop.SupportEmail)], code));
    }
}
