using System.Text.Json;
using FluentValidation;
using FluentValidation.Results;

namespace ResetService.Hosting;

internal static class Validation
{
    /// <summary>Runs the body's validator before the handler; the handler then sees well-formed requests only, each value said once.</summary>
    public static RouteHandlerBuilder Validate<TRequest>(this RouteHandlerBuilder endpoint) => endpoint
        .AddEndpointFilter(async (context, next) =>
        {
            // What is between us and the caller may have read the address's, and it has reached logs and histories.
            var doubled = Members<TRequest>.Names.Where(context.HttpContext.Request.Query.ContainsKey).ToArray();
            if (doubled.Length > 0) return Refusal.Invalid(doubled.Select(member => new FieldError(member, "not-taken")));

            var request = context.Arguments.OfType<TRequest>().Single();
            var validator = context.HttpContext.RequestServices.GetRequiredService<IValidator<TRequest>>();
            var result = await validator.ValidateAsync(request, context.HttpContext.RequestAborted);

            return result.IsValid ? await next(context) : Refusal.Invalid(result.Errors.Select(ErrorOf));
        })
        .Refuses(Problems.InvalidRequest, Problems.RequestTooLarge, Problems.UnsupportedMediaType);

    private static class Members<TRequest>
    {
        public static readonly string[] Names = [.. typeof(TRequest).GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))];
    }

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
