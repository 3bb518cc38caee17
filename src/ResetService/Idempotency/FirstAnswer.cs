namespace ResetService.Idempotency;

/// <summary>The 2xx that a call was answered with, as the caller sees it. Headers that belong to the exchange (date, CORS, limits) are made anew.</summary>
internal sealed record FirstAnswer(int Status, string? ContentType, string? Location, byte[] Body)
{
    public static FirstAnswer Of(HttpResponse response, byte[] body) =>
        new(response.StatusCode, response.ContentType, response.Headers.Location, body);

    public Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.Headers.Location = Location;

        return response.Body.WriteAsync(Body, response.HttpContext.RequestAborted).AsTask();
    }

    public override string ToString() => nameof(FirstAnswer); // it hands out a token or a pass
}
