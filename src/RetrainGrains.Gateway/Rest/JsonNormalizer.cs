using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Gateway.Requests;

namespace RetrainGrains.Gateway.Rest;

/// <summary>
/// The strict and kind reading of a body: every name that no field has and every value that breaks its field's rule is
/// reported at once; short names of enumerations and features by name are brought into the form that protobuf's JSON
/// asks for. Where rows are judged one by one, a row that cannot be read becomes an empty one, and
/// <paramref name="unread"/> says why.
/// </summary>
internal sealed class JsonNormalizer(ProblemList problems, UnreadRows? unread = null)
{
    private const string WellKnown = "google.protobuf.";

    /// <summary>Checks and rewrites a message in place; <paramref name="path"/> is empty for the whole body.</summary>
    public void Message(JsonNode? node, MessageDescriptor type, string path)
    {
        if (node is null || type.FullName.StartsWith(WellKnown, StringComparison.Ordinal)) return;
        if (node is not JsonObject message)
        {
            Add(path.Length == 0 ? "body" : path, node, "must be an object");
            return;
        }
        NameFeatures(message, type);
        foreach (var (name, value) in message.ToArray())
        {
            if (problems.IsFull) return;
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (FieldRules.Find(type, name) is not { } field)
            {
                Add(at, value, $"must be one of {FieldRules.NamesOf(type)}", FaultKind.UnknownName);
            }
            else if (value is not null) Field(message, name, value, field, at);
        }
    }

    // {"features": {"wind": 3}} for {"named": {"wind": 3}}.
    private static void NameFeatures(JsonObject message, MessageDescriptor type)
    {
        if (message["features"] is not JsonObject named) return;
        if (FieldRules.Find(type, "named") is not { IsMap: true } || message.ContainsKey("named")) return;
        message.Remove("features");
        message["named"] = named;
    }

    private void Field(JsonObject message, string name, JsonNode value, FieldDescriptor field, string path)
    {
        if (field.IsMap)
        {
            Map(value, field.MessageType.FindFieldByNumber(2), path);
            return;
        }
        if (!field.IsRepeated)
        {
            if (Single(value, field, path) is { } replaced) message[name] = replaced;
            return;
        }
        if (value is not JsonArray items)
        {
            Add(path, value, "must be a list");
            return;
        }
        if (unread is not null && field.FieldType == FieldType.Message)
        {
            for (var i = 0; i < items.Count; i++) Row(items, i, field.MessageType, unread);
            return;
        }
        for (var i = 0; i < items.Count && !problems.IsFull; i++)
        {
            if (items[i] is { } item && Single(item, field, $"{path}[{i}]") is { } replaced) items[i] = replaced;
        }
    }

    private static void Row(JsonArray rows, int place, MessageDescriptor type, UnreadRows unread)
    {
        var found = new ProblemList();
        var row = rows[place];
        if (row is JsonObject) new JsonNormalizer(found).Message(row, type, "");
        else found.Add("row", row?.ToJsonString(), "must be an object", FaultKind.WrongKind);
        if (found.Take() is not { } unreadable) return;
        unread.Add(place, unreadable);
        rows[place] = new JsonObject();
    }

    private void Map(JsonNode value, FieldDescriptor values, string path)
    {
        if (value is not JsonObject entries)
        {
            Add(path, value, "must be an object");
            return;
        }
        foreach (var (key, entry) in entries.ToArray())
        {
            if (entry is not null && Single(entry, values, $"{path}.{key}") is { } replaced) entries[key] = replaced;
        }
    }

    /// <summary>Checks one value; answers what is to stand in its place, null when it may stay.</summary>
    private JsonNode? Single(JsonNode value, FieldDescriptor field, string path)
    {
        if (field.FieldType == FieldType.Message)
        {
            if (field.MessageType == Struct.Descriptor && value is not JsonObject)
            {
                Add(path, value, "must be an object");
            }
            var text = value is JsonValue plain && plain.TryGetValue(out string? told) ? told : null;
            if (FieldRules.TimeRuleBroken(field.MessageType, text) is { } broken) Add(path, value, broken);
            else if (field.MessageType == Timestamp.Descriptor) return FieldRules.Canonical(text!);
            if (FieldRules.WrapperRuleBroken(field.MessageType, value) is { } other) Add(path, value, other);
            Message(value, field.MessageType, path);
            return null;
        }
        // Numbers of enumerations are judged by those who know them.
        if (field.FieldType == FieldType.Enum && value.GetValueKind() == JsonValueKind.Number) return null;
        if (FieldRules.RuleBroken(field, value) is { } rule)
        {
            Add(path, value, rule);
            return null;
        }
        return field.FieldType switch
        {
            FieldType.Enum => FieldRules.Resolve(field.EnumType, (string)value!),
            FieldType.Double when value.GetValueKind() == JsonValueKind.String => FieldRules.Number((string)value!),
            _ => null,
        };
    }

    private void Add(string path, JsonNode? value, string rule, FaultKind kind = FaultKind.WrongKind) =>
        problems.Add(
            path, value is JsonValue one && one.TryGetValue(out string? text) ? text : value?.ToJsonString(), rule,
            kind);
}
