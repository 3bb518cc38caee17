namespace ResetService.Hosting;

/// <summary>The problems an endpoint can answer with, for openapi.yaml.</summary>
internal sealed record Refuses(IReadOnlyList<Problem> Problems);

internal static class RefusesMetadata
{
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params Problem[] problems) =>
        endpoint.WithMetadata(new Refuses(problems));
}
