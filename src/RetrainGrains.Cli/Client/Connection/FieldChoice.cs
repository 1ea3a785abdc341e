using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace RetrainGrains.Cli.Client.Connection;

/// <summary>
/// The fields of an answer that are asked for, by their names in the API: the server sends no others, and no others are
/// shown. It also tells which names it does not know.
/// </summary>
internal sealed class FieldChoice
{
    private readonly string[][] paths;

    private FieldChoice(string[][] paths) => this.paths = paths;

    /// <summary>The names, with a dot between a field and a part of it.</summary>
    public IEnumerable<string> Names => paths.Select(path => string.Join('.', path));

    /// <summary>Reads what an option says, such as <c>champion.version,outcomes</c>; null for nothing.</summary>
    public static FieldChoice? Parse(string? text)
    {
        const StringSplitOptions Words = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        // Names as JSON has them are known too.
        string[][] paths =
        [
            .. (text ?? "").Split(',', Words)
                .Select(name => name.Split('.').Select(JsonNamingPolicy.SnakeCaseLower.ConvertName).ToArray()),
        ];
        return paths.Length == 0 ? null : new FieldChoice(paths);
    }

    /// <summary>Makes the mask of a request, with the field that tells answers apart.</summary>
    public FieldMask Mask(string always) => new() { Paths = { Names.Prepend(always).Distinct() } };

    /// <summary>Returns what was asked for of an answer, in the order in which it was.</summary>
    public JsonObject Of(IMessage answer)
    {
        var (whole, chosen) = (JsonNode.Parse(WireJson.Line(answer))!, new JsonObject());
        foreach (var path in paths) Copy(whole, chosen, path);
        return chosen;
    }

    /// <summary>Lists the values of what was asked for, each as a text for people.</summary>
    public IEnumerable<string> Values(IMessage answer)
    {
        var whole = JsonNode.Parse(WireJson.Line(answer))!;
        return paths.Select(path => path.Aggregate((JsonNode?)whole, Part) switch
        {
            null => Shown.Text(null),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => Shown.Text(value.GetValue<string>()),
            var other => WireJson.Line(other),
        });
    }

    private static JsonNode? Part(JsonNode? node, string name) => (node as JsonObject)?[InJson(name)];

    private static void Copy(JsonNode from, JsonObject to, ReadOnlySpan<string> path)
    {
        var (name, value) = (InJson(path[0]), Part(from, path[0]));
        if (path.Length == 1 || value is not JsonObject)
        {
            to[name] = value?.DeepClone();
            return;
        }
        if (to[name] is not JsonObject part) to[name] = part = [];
        Copy(value, part, path[1..]);
    }

    private static string InJson(string name)
    {
        var words = name.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(
            word => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
