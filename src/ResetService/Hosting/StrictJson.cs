using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace ResetService.Hosting;

/// <summary>JSON read to the letter: no unknown or doubled member, no null for a value, no number for a string; only UTF-8, only application/json.</summary>
internal static class StrictJson
{
    // The deepest body of ours has one level; the rest is room for a partner's mistake to be told apart from an attack.
    private const int MaxDepth = 8;

    /// <summary>Characters of a moment in an answer.</summary>
    public const int MomentLength = 24;

    private const string Json = "application/json";

    public static void AddStrictJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(json =>
    {
        var options = json.SerializerOptions;
        options.AllowDuplicateProperties = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.MaxDepth = MaxDepth;
        options.Converters.Add(new WellFormedString());
        options.Converters.Add(new UtcMilliseconds());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    });

    /// <summary>Refuses a body that is not JSON in UTF-8 before anything reads it.</summary>
    public static void UseJsonOnly(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is null) return next(context);
        if (!IsJson(context.Request.ContentType)) return new Refusal(Problems.UnsupportedMediaType).ExecuteAsync(context);

        context.Request.ContentType = Json; // the reader behind this one throws on charset="utf-8" in quotes
        return next(context);
    });

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    // Of one length whatever the moment: an answer's size tells nothing.
    private sealed class UtcMilliseconds : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }

    // Utf8JsonReader throws InvalidOperationException on a lone surrogate ("\ud800"); as a JsonException it is the client's mistake.
    private sealed class WellFormedString : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName)) throw new JsonException();

            try
            {
                return reader.GetString();
            }
            catch (InvalidOperationException malformed)
            {
                throw new JsonException("The string is not well-formed Unicode.", malformed);
            }
        }

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Read(ref reader, typeToConvert, options)!;

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
    }
}
