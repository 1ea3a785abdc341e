using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Policies;

/// <summary>
/// The reader of a policy as an overlay that overrides another in the settings that it states; it reports all problems
/// at once.
/// </summary>
public static class PolicyReader
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false,
    };

    public static (ModelPolicy Policy, IReadOnlyList<Problem> Problems) Read(string json, ModelPolicy basis)
    {
        JsonNode? overlay;
        try
        {
            overlay = JsonNode.Parse(json, documentOptions: Lenient);
        }
        catch (JsonException error)
        {
            return (basis, [Problem.Of("policy", $"line {error.LineNumber + 1}", $"must be JSON: {error.Message}")]);
        }
        if (overlay is not JsonObject settings) return (basis, [Problem.Of("policy", json, "must be a JSON object")]);
        var problems = new List<Problem>();
        Check(settings, typeof(ModelPolicy), "policy", problems);
        var merged = JsonSerializer.SerializeToNode(basis, DomainJson.Options)!.AsObject();
        if (NamedProfile(settings) is { } profile)
        {
            merged["drift"] = JsonSerializer.SerializeToNode(DriftProfiles.Of(profile), DomainJson.Options);
        }
        Merge(merged, settings, typeof(ModelPolicy));
        var policy = merged.Deserialize<ModelPolicy>(DomainJson.Options)!;
        problems.AddRange(policy.Validate());
        return (policy, problems);
    }

    // A profile is a whole group of settings, which the overlay's others then override.
    private static DriftProfileName? NamedProfile(JsonObject settings) =>
        Value(settings, nameof(ModelPolicy.Drift)) is JsonObject drift
            && Value(drift, nameof(DriftPolicy.Profile)) is { } profile
            ? profile.Deserialize<DriftProfileName>(DomainJson.Options)
            : null;

    private static JsonNode? Value(JsonObject settings, string name) =>
        settings.FirstOrDefault(setting => string.Equals(setting.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    // Unreadable settings are reported and removed, so that the rest can still be read and checked.
    private static void Check(JsonObject settings, Type type, string path, List<Problem> problems)
    {
        foreach (var (name, value) in settings.ToArray())
        {
            if (value is JsonArray list) CheckItems(list, Find(type, name)?.PropertyType, $"{path}.{name}", problems);
            var property = Find(type, name);
            if (property is null)
            {
                var known =
                    string.Join(", ", Settings(type).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)));
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
            var detail = error.InnerException?.Message ?? error.Message;
            return $"must be {Describe(property.PropertyType)}: {detail.Split(" Path:")[0]}";
        }
    }

    // A map replaces the other as a whole, like a list: names that it lacks are removed.
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
        if (found == typeof(int)) return "a whole number";
        if (found == typeof(bool)) return "true or false";
        return found.Name switch
        {
            "ImmutableArray`1" => "a list",
            "ImmutableSortedDictionary`2" => "an object of names and values",
            _ => found.Name,
        };
    }
}
