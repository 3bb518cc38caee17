using Microsoft.AspNetCore.Http;

namespace ResetService.Tests.Support;

/// <summary>A status with one header and no body.</summary>
internal sealed record StubAnswer(int Status, string Header, string Value) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        httpContext.Response.Headers[Header] = Value;

        return Task.CompletedTask;
    }
}
