using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Cli.Client.Policies;

/// <summary>A setting that two policies do not have alike; null where one does not have it at all.</summary>
internal sealed record PolicyChange(string Path, JsonNode? Before, JsonNode? After)
{
    private static readonly JsonSerializerOptions Compact =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override string ToString() => $"{Path}: {Shown(Before)} → {Shown(After)}";

    private static string Shown(JsonNode? value) => value?.ToJsonString(Compact) ?? "nothing";
}

/// <summary>Compares policies setting by setting; a list is one setting, as it is in a patch.</summary>
internal static class PolicyDiff
{
    public static ImmutableArray<PolicyChange> Between(JsonNode before, JsonNode after) =>
        [.. Changes("policy", before, after)];

    public static string ToJson(ImmutableArray<PolicyChange> changes) =>
        ReportJson.Write(new { changes });

    private static IEnumerable<PolicyChange> Changes(string path, JsonNode? before, JsonNode? after)
    {
        if (before is JsonObject old && after is JsonObject other)
        {
            var names = old.Select(member => member.Key).Union(other.Select(member => member.Key));
            return names.SelectMany(name => Changes($"{path}.{name}", old[name], other[name]));
        }
        return JsonNode.DeepEquals(before, after) ? [] : [new PolicyChange(path, before, after)];
    }
}
