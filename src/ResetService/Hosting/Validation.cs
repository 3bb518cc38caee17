using System.Text.Json;
using FluentValidation;
using FluentValidation.Results;

namespace ResetService.Hosting;

internal static class Validation
{
    /// <summary>Runs the body's validator before the handler; the handler then sees well-formed requests only.</summary>
    public static RouteHandlerBuilder Validate<TRequest>(this RouteHandlerBuilder endpoint) => endpoint
        .AddEndpointFilter(async (context, next) =>
        {
            var request = context.Arguments.OfType<TRequest>().Single();
            var validator = context.HttpContext.RequestServices.GetRequiredService<IValidator<TRequest>>();
            var result = await validator.ValidateAsync(request, context.HttpContext.RequestAborted);

            return result.IsValid ? await next(context) : Refusal.Invalid(result.Errors.Select(ErrorOf));
        })
        .Refuses(Problems.InvalidRequest, Problems.RequestTooLarge, Problems.UnsupportedMediaType);

    private static FieldError ErrorOf(ValidationFailure failure)
    {
        var field = JsonNamingPolicy.CamelCase.ConvertName(failure.PropertyName);
        return failure.ErrorCode switch
        {
            "NotEmptyValidator" => new(field, "missing"),
            "MaximumLengthValidator" => new(field, "too-long", (int)failure.FormattedMessagePlaceholderValues["MaxLength"]),
            var own => new(field, own),
        };
    }
}
