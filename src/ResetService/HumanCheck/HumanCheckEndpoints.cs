using ResetService.Hosting;

namespace ResetService.HumanCheck;

internal static class HumanCheckEndpoints
{
    public static RouteHandlerBuilder MapHumanCheck(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/challenges", CreateChallengeHandler.Handle).Refuses(Problems.NotFound).WithTags("Human check").WithName("createChallenge");
}
