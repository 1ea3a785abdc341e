using System.Text.Json;
using System.Text.Json.Nodes;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Sources;

/// <summary>
/// An object of a settings file, which hands out its members, reports by path what is wrong with each, and at the end
/// what nobody asked for.
/// </summary>
public sealed class JsonSection(JsonObject members, string path, List<Problem> problems)
{
    private readonly HashSet<string> known = [];

    /// <summary>The names of all members, where they are not settings.</summary>
    public IReadOnlyList<string> MemberNames => [.. members.Select(member => member.Key)];

    public bool Has(string name) => members.ContainsKey(name);

    public bool IsObject(string name) => members.TryGetPropertyValue(name, out var node) && node is JsonObject;

    public bool IsList(string name) => members.TryGetPropertyValue(name, out var node) && node is JsonArray;

    public string? Text(string name)
    {
        if (Find(name) is not { } node) return null;
        if (node is JsonValue value && value.TryGetValue<string>(out var text)) return text;
        Report(name, node.ToJsonString(), "must be a text");
        return null;
    }

    public string RequiredText(string name)
    {
        if (!members.ContainsKey(name)) Report(name, "", "must be given");
        var text = Text(name);
        if (text is { Length: 0 }) Report(name, "", "must not be empty");
        return text ?? "";
    }

    public bool Flag(string name)
    {
        if (Find(name) is not { } node) return false;
        if (node is JsonValue value && value.TryGetValue<bool>(out var flag)) return flag;
        Report(name, node.ToJsonString(), "must be true or false");
        return false;
    }

    public int? Count(string name, int minimum, int maximum)
    {
        if (Find(name) is not { } node) return null;
        if (node is JsonValue value && value.TryGetValue<int>(out var count) && count >= minimum && count <= maximum)
        {
            return count;
        }
        Report(name, node.ToJsonString(), $"must be a whole number from {minimum} to {maximum}");
        return null;
    }

    public double? Number(string name) => Read<double?>(name, "must be a number");

    public TimeSpan? Span(string name) => Read<TimeSpan?>(name, "must be a time span such as 7d, 12h, 30m or 45s");

    public T? Choice<T>(string name) where T : struct, Enum => Read<T?>(name,
        "must be one of " + string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName)));

    public ImmutableArray<string>? Texts(string name)
    {
        var list = Read<string?[]>(name, "must be a list of texts");
        if (list is null) return null;
        if (!list.Contains(null)) return [.. list!];
        Report(name, "null", "must be a list of texts");
        return null;
    }

    public IReadOnlyDictionary<string, int>? Codes(string name) =>
        Read<Dictionary<string, int>>(name, "must name whole numbers, such as {\"DOWN\": 0, \"UP\": 1}");

    public IReadOnlyDictionary<string, string>? Names(string name)
    {
        const string Rule = "must name columns, such as {\"started from\": \"grid\"}";
        var names = Read<Dictionary<string, string?>>(name, Rule);
        if (names is null) return null;
        if (!names.ContainsValue(null)) return names!;
        Report(name, "null", Rule);
        return null;
    }

    public JsonSection? Section(string name)
    {
        if (Find(name) is not { } node) return null;
        if (node is JsonObject child) return new JsonSection(child, $"{path}.{name}", problems);
        Report(name, node.ToJsonString(), "must be an object");
        return null;
    }

    public IReadOnlyList<JsonSection> Sections(string name)
    {
        if (Find(name) is not { } node) return [];
        if (node is not JsonArray list)
        {
            Report(name, node.ToJsonString(), "must be a list of objects");
            return [];
        }
        var sections = new List<JsonSection>();
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is JsonObject child) sections.Add(new JsonSection(child, $"{path}.{name}[{i}]", problems));
            else Report($"{name}[{i}]", list[i]?.ToJsonString(), "must be an object");
        }
        return sections;
    }

    public void Report(string name, object? value, string rule) =>
        problems.Add(Problem.Of(name.Length == 0 ? path : $"{path}.{name}", value, rule));

    /// <summary>Reports members that were never asked for: a misspelt setting must not be silently ignored.</summary>
    public void Close()
    {
        foreach (var (name, value) in members)
        {
            if (known.Contains(name)) continue;
            Report(name, value?.ToJsonString(), $"is no setting here; there are {string.Join(", ", known.Order())}");
        }
    }

    private T? Read<T>(string name, string rule)
    {
        if (Find(name) is not { } node) return default;
        try
        {
            return node.Deserialize<T>(DomainJson.Options);
        }
        catch (JsonException)
        {
            Report(name, node.ToJsonString(), rule);
            return default;
        }
    }

    private JsonNode? Find(string name)
    {
        known.Add(name);
        if (members.TryGetPropertyValue(name, out var node) && node is null) Report(name, "null", "must not be null");
        return node;
    }
}
