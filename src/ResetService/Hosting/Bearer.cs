namespace ResetService.Hosting;

/// <summary>Says which secret an endpoint asks for, and refuses a call that carries none before its body is read.</summary>
/// <param name="Scheme">The security scheme's name in openapi.yaml.</param>
internal sealed record Bearer(string Scheme)
{
    public static readonly Bearer TicketToken = new("ticketToken");
    public static readonly Bearer Pass = new("pass");
    public static readonly Bearer LinkToken = new("linkToken");
}

internal static class BearerServices
{
    public static RouteHandlerBuilder Requires(this RouteHandlerBuilder endpoint, Bearer bearer) =>
        endpoint.WithMetadata(bearer).Refuses(Problems.InvalidToken, Problems.TicketNotFound);

    public static void UseBearer(this IApplicationBuilder app) => app.Use((context, next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<Bearer>() is null || Secret.TryRead(context.Request, out _)
            ? next(context)
            : new Refusal(Problems.InvalidToken).ExecuteAsync(context));
}
