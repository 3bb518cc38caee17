using FluentValidation;
using FluentValidation.Validators;

namespace ResetService.Hosting;

/// <summary>How long a text may be as people count it, and as JSON Schema does: an emoji is one, though UTF-16 has two units for it.</summary>
internal sealed class CodePointLength<TRequest>(int max) : PropertyValidator<TRequest, string>, ILengthValidator
{
    public override string Name => "MaximumLengthValidator"; // what it refuses is said as that one says it

    public int Min => 0;

    public int Max => max;

    public override bool IsValid(ValidationContext<TRequest> context, string value)
    {
        context.MessageFormatter.AppendArgument("MaxLength", max);
        return value.EnumerateRunes().Count() <= max;
    }
}
