using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetrainGrains.Domain.Primitives;

/// <summary>
/// The JSON form of states, events and policies: camel case, enums by name, spans such as "7d" or "30m".
/// </summary>
public static class DomainJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options)
            ?? throw new JsonException($"null where a {typeof(T).Name} belongs");

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            IgnoreReadOnlyProperties = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new SpanConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class SpanConverter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
            return Parse(text) ?? throw new JsonException($"'{text}' is not a time span such as 7d, 12h, 30m or 45s");
        }

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Describe(value));

        // About 2 700 years, the range of a time span; up to 28 years every tick is exact.
        private const double SecondsMax = 8.64e10;

        private static TimeSpan? Parse(string text)
        {
            if (text.Length < 2) return null;
            if (!double.TryParse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }
            double? seconds = text[^1] switch
            {
                'd' => number * 86_400,
                'h' => number * 3_600,
                'm' => number * 60,
                's' => number,
                _ => null,
            };
            return seconds is { } some && Math.Abs(some) <= SecondsMax
                ? TimeSpan.FromTicks((long)Math.Round(some * TimeSpan.TicksPerSecond))
                : null;
        }

        private static string Describe(TimeSpan span)
        {
            var (number, unit) = span.Ticks switch
            {
                var ticks when ticks % TimeSpan.TicksPerDay == 0 => (span.TotalDays, 'd'),
                var ticks when ticks % TimeSpan.TicksPerHour == 0 => (span.TotalHours, 'h'),
                var ticks when ticks % TimeSpan.TicksPerMinute == 0 => (span.TotalMinutes, 'm'),
                _ => (span.TotalSeconds, 's'),
            };
            return number.ToString("R", CultureInfo.InvariantCulture) + unit;
        }
    }
}
