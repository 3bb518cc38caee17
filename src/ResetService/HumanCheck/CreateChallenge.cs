using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using ResetService.Hosting;

namespace ResetService.HumanCheck;

internal static class CreateChallengeHandler
{
    /// <summary>Makes a challenge for createResetTicket</summary>
    /// <remarks>Its proof works once. Where more is asked of a caller, createResetTicket says so and hands out a harder one.</remarks>
    public static Results<Ok<Challenge>, Refusal> Handle(IOptions<HumanCheckOptions> options, Altcha altcha)
    {
        if (options.Value.Mode is not HumanCheckMode.Altcha) return (Refusal)Problems.NotFound;

        return TypedResults.Ok(altcha.Create(level: 0));
    }
}
