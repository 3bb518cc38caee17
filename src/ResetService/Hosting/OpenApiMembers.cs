using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FluentValidation;
using FluentValidation.Validators;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ResetService.Hosting;

/// <summary>A body is what has a validator.</summary>
internal static class Bodies
{
    public static IValidator? ValidatorOf(this IServiceProvider services, Type record) => (IValidator?)services.GetService(typeof(IValidator<>).MakeGenericType(record));
}

/// <summary>A record's member that has a default can be left out. Answers may grow by members, bodies may not; an answer leaves out what it lacks and never says null.</summary>
internal sealed class Members(IServiceProvider services) : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { Type: JsonSchemaType.Object } record) return;

        var optional = context.Type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Where(parameter => parameter.HasDefaultValue);
        foreach (var member in optional) record.Required?.Remove(JsonNamingPolicy.CamelCase.ConvertName(member.Name!));
        if (services.ValidatorOf(context.Type) is not null) return;

        record.AdditionalPropertiesAllowed = true;
        foreach (var member in record.Properties?.Values.OfType<OpenApiSchema>() ?? []) member.Type &= ~JsonSchemaType.Null;
    }
}

/// <summary>How large a value can be: for a body as its validator says, for an answer as its attributes say, else what holds for all.</summary>
internal sealed partial class Bounds(IServiceProvider services) : ISchemaFilter
{
    /// <summary>In an answer: more than any address or sentence of ours has.</summary>
    public const int LongestText = 2048;

    /// <summary>In an answer: ours have a dozen.</summary>
    public const int LongestList = 100;

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema value || context.MemberInfo is not { DeclaringType: { } record } member) return;

        if (services.ValidatorOf(record) is not { } validator)
        {
            BoundAnswer(value);
            return;
        }

        foreach (var (rule, _) in validator.CreateDescriptor().GetValidatorsForMember(member.Name)) Read(rule, value);
        if (IsText(value)) value.MaxLength ??= ConnectionLimits.MaxBodyBytes;
    }

    /// <summary>Gives what has no bounds of its own those of all answers.</summary>
    public static void BoundAnswer(OpenApiSchema value)
    {
        if (value.Format == "date-time") value.MaxLength = StrictJson.MomentLength;
        if (IsText(value) && value.Pattern is not null && OneClass().Match(value.Pattern) is { Success: true } counted) value.MaxLength ??= int.Parse(counted.ValueSpan, CultureInfo.InvariantCulture);
        if (IsText(value)) value.MaxLength ??= LongestText;

        if (value.Type is { } type && type.HasFlag(JsonSchemaType.Integer))
        {
            value.Minimum ??= "0"; // all our numbers count something
            value.Maximum ??= value.Format == "int64" ? $"{(1L << 53) - 1}" : $"{int.MaxValue}"; // JavaScript is exact up to 2^53 - 1
        }

        if (value.Type is JsonSchemaType.Array) value.MaxItems ??= LongestList;
        if (value.Items is OpenApiSchema item) BoundAnswer(item);
    }

    private static bool IsText(OpenApiSchema value) => value is { Type: { } type, Enum: null or [] } && type.HasFlag(JsonSchemaType.String);

    private static void Read(IPropertyValidator rule, OpenApiSchema value)
    {
        switch (rule)
        {
            case INotEmptyValidator:
                value.MinLength = 1;
                break;
            case ILengthValidator length:
                if (length.Min > 0) value.MinLength = length.Min;
                if (length.Max > 0) value.MaxLength = length.Max;
                break;
            case IRegularExpressionValidator regex:
                value.Pattern = regex.Expression.Replace(@"\z", "$", StringComparison.Ordinal); // the end in ECMA's dialect
                break;
        }
    }

    // A pattern of one class of characters says the length as well.
    [GeneratedRegex(@"(?<=^\^\[[^\]]+\]\{(\d+,)?)\d+(?=\}\$$)")]
    private static partial Regex OneClass();
}

/// <summary>What each name of an enumeration means.</summary>
internal sealed class EnumMeanings : ISchemaFilter
{
    private static readonly Lazy<ILookup<string, string>> Summaries = new(() =>
        XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{typeof(EnumMeanings).Assembly.GetName().Name}.xml")).Descendants("member")
            .ToLookup(member => member.Attribute("name")!.Value, member => member.Element("summary")?.Value.Trim() ?? "", StringComparer.Ordinal));

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (!context.Type.IsEnum) return;

        // A Markdown list below the summary of the enumeration.
        schema.Description = string.Join("\n", Enum.GetNames(context.Type)
            .Select(name => $"- `{JsonNamingPolicy.CamelCase.ConvertName(name)}`: {Summaries.Value[$"F:{context.Type.FullName}.{name}"].Single()}")
            .Prepend(schema.Description));
    }
}
