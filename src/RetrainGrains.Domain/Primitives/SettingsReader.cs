using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace RetrainGrains.Domain.Primitives;

/// <summary>
/// Reads JSON that people write, over settings that it overrides where it speaks, and reports everything that is wrong
/// with it at once, by path.
/// </summary>
public static partial class SettingsReader
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false,
    };

    /// <summary>Parses an object, which may hold comments and trailing commas; null where it is none.</summary>
    public static JsonObject? Parse(string json, string path, List<Problem> problems)
    {
        try
        {
            var root = JsonNode.Parse(json, documentOptions: Lenient);
            if (root is JsonObject settings) return settings;
            problems.Add(Problem.Of(path, root?.ToJsonString(), "must be a JSON object"));
        }
        catch (JsonException error)
        {
            problems.Add(Problem.Of(path, $"line {error.LineNumber + 1}", $"must be JSON: {error.Message}"));
        }
        return null;
    }

    /// <summary>
    /// Holds settings to the properties of a type. Whatever cannot be read is reported and taken out, so that the rest
    /// can still be read and checked.
    /// </summary>
    public static void Check<T>(JsonObject settings, string path, List<Problem> problems) =>
        Check(settings, typeof(T), path, problems);

    /// <summary>
    /// Overrides a basis by settings that were checked. A map overrides as a whole, like a list.
    /// </summary>
    public static T Merge<T>(T basis, JsonObject settings)
    {
        var merged = JsonSerializer.SerializeToNode(basis, DomainJson.Options)!.AsObject();
        Merge(merged, settings, typeof(T));
        return merged.Deserialize<T>(DomainJson.Options)!;
    }

    private static void Check(JsonObject settings, Type type, string path, List<Problem> problems)
    {
        foreach (var (name, value) in settings.ToArray())
        {
            if (value is JsonArray list) CheckItems(list, Find(type, name)?.PropertyType, $"{path}.{name}", problems);
            var property = Find(type, name);
            if (property is null)
            {
                var known =
                    string.Join(", ", Settings(type).Select(p => CamelCase(p.Name)));
                problems.Add(Problem.Of($"{path}.{name}", value?.ToJsonString(), $"is no setting; there are {known}"));
                settings.Remove(name);
            }
            else if (value is JsonObject child && IsSettings(property.PropertyType))
            {
                Check(child, Underlying(property.PropertyType), $"{path}.{name}", problems);
            }
            else if (Unreadable(value, property) is { } rule)
            {
                problems.Add(Problem.Of($"{path}.{name}", value?.ToJsonString(), rule));
                settings.Remove(name);
            }
        }
    }

    private static void CheckItems(JsonArray list, Type? type, string path, List<Problem> problems)
    {
        if (type is not { IsGenericType: true } || !IsSettings(type.GetGenericArguments()[0])) return;
        foreach (var (index, item) in list.Index())
        {
            if (item is JsonObject child) Check(child, type.GetGenericArguments()[0], $"{path}[{index}]", problems);
        }
    }

    private static string? Unreadable(JsonNode? value, PropertyInfo property)
    {
        if (value is JsonArray list && list.Any(item => item is null)) return "must not hold null";
        try
        {
            var nullable = new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;
            var read = value.Deserialize(property.PropertyType, DomainJson.Options);
            return read is null && !nullable ? "must not be null" : null;
        }
        catch (JsonException error)
        {
            var described = $"must be {Describe(property.PropertyType)}";
            return Detail(error) is { } detail ? $"{described}: {detail}" : described;
        }
    }

    // What our own converters say is for people; what the serializer says names types of the code.
    private static string? Detail(JsonException error)
    {
        var text = (error.InnerException?.Message ?? error.Message).Split(" Path:")[0];
        if (Missing().Match(text) is { Success: true } missing) return $"{missing.Groups[1].Value} must be given";
        if (Unmapped().Match(text) is { Success: true } unmapped) return $"{unmapped.Groups[1].Value} is no setting";
        return text.Contains("RetrainGrains.", StringComparison.Ordinal)
            || text.Contains("System.", StringComparison.Ordinal)
            ? null
            : text;
    }

    private static void Merge(JsonObject target, JsonObject overlay, Type type)
    {
        foreach (var (name, value) in overlay)
        {
            var key = JsonNamingPolicy.CamelCase.ConvertName(name);
            var settings = Find(type, name)!.PropertyType;
            if (value is JsonObject child && target[key] is JsonObject existing && IsSettings(settings))
            {
                Merge(existing, child, Underlying(settings));
            }
            else
            {
                target[key] = value?.DeepClone();
            }
        }
    }

    private static PropertyInfo? Find(Type type, string name) =>
        Settings(type).FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<PropertyInfo> Settings(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite);

    private static bool IsSettings(Type type) =>
        Underlying(type) is { IsClass: true } found
            && found.Namespace!.StartsWith("RetrainGrains.", StringComparison.Ordinal);

    private static Type Underlying(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static string Describe(Type type)
    {
        var found = Underlying(type);
        if (found.IsEnum)
        {
            return "one of " + string.Join(", ", Enum.GetNames(found).Select(JsonNamingPolicy.CamelCase.ConvertName));
        }
        if (found == typeof(TimeSpan)) return "a time span";
        if (found == typeof(double)) return "a number";
        if (found == typeof(int) || found == typeof(long)) return "a whole number";
        if (found == typeof(string)) return "a text";
        if (found == typeof(bool)) return "true or false";
        return found.Name switch
        {
            "ImmutableArray`1" => $"a list, each {Describe(found.GetGenericArguments()[0])}",
            "ImmutableSortedDictionary`2" => "an object of names and values",
            _ when found.IsDefined(typeof(JsonConverterAttribute)) => $"a {Words(found.Name)}",
            _ => $"an object of {string.Join(", ", Settings(found).Select(setting => CamelCase(setting.Name)))}",
        };
    }

    private static string Words(string name) =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(name.Replace("Policy", "", StringComparison.Ordinal))
            .Replace('-', ' ');

    private static string CamelCase(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    [GeneratedRegex("missing required properties including: (.+)\\.$")]
    private static partial Regex Missing();

    [GeneratedRegex("^The JSON property ('.+?') could not be mapped")]
    private static partial Regex Unmapped();
}
