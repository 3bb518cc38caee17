using FluentValidation;
using ResetService.Hosting;
using ResetService.Idempotency;

namespace ResetService.Resets;

/// <summary>The routes of a reset, in its order.</summary>
internal static class ResetEndpoints
{
    public static void MapResets(this IEndpointRouteBuilder routes)
    {
        var tickets = routes.MapGroup("/v1/reset-tickets").WithTags("Reset tickets");
        var ticket = tickets.MapGroup("/{id}");
        var links = routes.MapGroup("/v1/links/{id}").WithTags("Reset tickets");

        tickets.MapPost("/", CreateTicketHandler.Handle).Validate<CreateTicket>()
            .WithMetadata(new Located(StatusCodes.Status202Accepted)).Refuses(Problems.HumanCheckFailed, Problems.TooManyRequests).Idempotent().WithName("createResetTicket");

        ticket.MapGet("/", ReadTicketHandler.Handle).Requires(Bearer.TicketToken).WithName("getResetTicket");

        ticket.MapPost("/code", RequestCodeHandler.Handle).Requires(Bearer.TicketToken)
            .Refuses(Problems.AlreadyConfirmed, Problems.TicketLocked, Problems.TooManyRequests).Idempotent().WithName("sendCode");

        ticket.MapPost("/confirmation", ConfirmCodeHandler.Handle).Validate<ConfirmCode>().Requires(Bearer.TicketToken)
            .Refuses(Problems.CodeNotRequested, Problems.LinkSent, Problems.AlreadyConfirmed, Problems.TicketLocked, Problems.WrongCode).WithName("confirmCode");

        links.MapPost("/confirmation", ConfirmLinkHandler.Handle).Validate<ConfirmLink>().Requires(Bearer.LinkToken).WithName("confirmLink");

        ticket.MapPost("/password-check", CheckPasswordHandler.Handle).Validate<CheckPassword>().Requires(Bearer.Pass)
            .Refuses(Problems.CodeNotConfirmed, Problems.TooManyRequests).WithName("checkPassword");

        ticket.MapPut("/password", SetPasswordHandler.Handle).Validate<SetPassword>().Requires(Bearer.Pass)
            .Refuses(Problems.CodeNotConfirmed, Problems.PasswordRejected, Problems.TooManyRequests).Idempotent().WithName("setPassword");

        ticket.MapDelete("/", CancelTicketHandler.Handle).Requires(Bearer.TicketToken).WithName("cancelResetTicket");
    }
}
