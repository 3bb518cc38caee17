using FluentValidation;
using ResetService.Hosting;
using ResetService.Idempotency;
using ResetService.Limits;
using ResetService.Mail;
using ResetService.Partners;

namespace ResetService.Resets;

/// <summary>The routes of a reset, in its order, and those beside it.</summary>
internal static class ResetEndpoints
{
    public static void MapResets(this IEndpointRouteBuilder routes)
    {
        var tickets = routes.MapGroup("/v1/reset-tickets").WithTags("Reset tickets").ForPartners();
        var ticket = tickets.MapGroup("/{id}");
        var links = routes.MapGroup("/v1/links/{id}").WithTags("Reset tickets");

        tickets.MapPost("/", CreateTicketHandler.Handle).Limited(LimitPolicy.Tickets).Validate<CreateTicket>()
            .WithMetadata(new Located(StatusCodes.Status202Accepted)).Refuses(Problems.HumanCheckFailed).Idempotent().WithName("createResetTicket");

        ticket.MapGet("/", ReadTicketHandler.Handle).Limited(LimitPolicy.Reads).Requires(Bearer.TicketToken).WithName("getResetTicket");

        ticket.MapPost("/code", RequestCodeHandler.Handle).Limited(LimitPolicy.Sends).Requires(Bearer.TicketToken)
            .Refuses(Problems.AlreadyConfirmed, Problems.TicketLocked).Idempotent().WithName("sendCode");

        ticket.MapPost("/confirmation", ConfirmCodeHandler.Handle).Limited(LimitPolicy.Confirmations).Validate<ConfirmCode>().Requires(Bearer.TicketToken)
            .Refuses(Problems.CodeNotRequested, Problems.LinkSent, Problems.AlreadyConfirmed, Problems.TicketLocked, Problems.WrongCode).Idempotent().WithName("confirmCode");

        links.MapPost("/confirmation", ConfirmLinkHandler.Handle).Limited(LimitPolicy.Confirmations).Validate<ConfirmLink>().Requires(Bearer.LinkToken)
            .Idempotent().WithName("confirmLink");

        ticket.MapPost("/password-check", CheckPasswordHandler.Handle).Limited(LimitPolicy.PasswordChecks).Validate<CheckPassword>().Requires(Bearer.Pass)
            .Refuses(Problems.CodeNotConfirmed).WithName("checkPassword");

        ticket.MapPut("/password", SetPasswordHandler.Handle).Limited(LimitPolicy.Passwords).Validate<SetPassword>().Requires(Bearer.Pass)
            .Refuses(Problems.CodeNotConfirmed, Problems.PasswordRejected).Idempotent().WithName("setPassword");

        ticket.MapPost("/support-requests", RequestSupportHandler.Handle).Limited(LimitPolicy.Support).Validate<RequestSupport>().Requires(Bearer.TicketToken)
            .Refuses(Problems.AlreadyConfirmed).Idempotent().WithName("requestSupport");

        ticket.MapDelete("/", CancelTicketHandler.Handle).Limited(LimitPolicy.Reads).Requires(Bearer.TicketToken).WithName("cancelResetTicket");

        routes.MapGet("/v1/storefronts/{storefront}", ReadStorefrontHandler.Handle).WithTags("Storefronts").Limited(LimitPolicy.Reads)
            .Refuses(Problems.NotFound).WithName("getStorefront");

        routes.MapPost("/v1/sendgrid/events", ReceiveSendGridEventsHandler.Handle).WithTags("SendGrid").Limited(LimitPolicy.SendGridEvents)
            .SignedBySendGrid().WithName("receiveSendGridEvents");
    }
}
