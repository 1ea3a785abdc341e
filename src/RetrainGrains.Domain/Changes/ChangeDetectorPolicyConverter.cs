using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Changes;

/// <summary>
/// The JSON form of a detector's policy: its detector by name, with that detector's settings. A setting that the
/// detector does not have is refused, since it would otherwise be ignored silently.
/// </summary>
internal sealed class ChangeDetectorPolicyConverter : JsonConverter<ChangeDetectorPolicy>
{
    public const string Detector = "detector";

    // Names are stored: a name is never changed.
    private static readonly FrozenDictionary<string, Type> Types = new Dictionary<string, Type>
    {
        ["adwin"] = typeof(AdwinDetectorPolicy),
        ["pageHinkley"] = typeof(PageHinkleyDetectorPolicy),
        ["cusum"] = typeof(CusumDetectorPolicy),
        ["kswin"] = typeof(KswinDetectorPolicy),
        ["ddm"] = typeof(DdmDetectorPolicy),
        ["eddm"] = typeof(EddmDetectorPolicy),
        ["hddmA"] = typeof(HddmADetectorPolicy),
        ["hddmW"] = typeof(HddmWDetectorPolicy),
        ["eDetector"] = typeof(EDetectorPolicy),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<Type, string> Names =
        Types.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    private static readonly Lazy<JsonSerializerOptions> Strict = new(() => new JsonSerializerOptions(DomainJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    });

    /// <summary>The detectors by the names that policies have for them.</summary>
    public static IEnumerable<KeyValuePair<string, Type>> Detectors =>
        Types.OrderBy(detector => detector.Key, StringComparer.Ordinal);

    public static string NameOf(ChangeDetectorPolicy watch) => Names[watch.GetType()];

    public override ChangeDetectorPolicy Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (JsonNode.Parse(ref reader) is JsonObject watch)
        {
            var (key, value) = watch.FirstOrDefault(setting => string.Equals(
                setting.Key, Detector, StringComparison.OrdinalIgnoreCase));
            if (value is JsonValue named && named.TryGetValue(out string? name)
                && Types.TryGetValue(name, out var found))
            {
                watch.Remove(key);
                return (ChangeDetectorPolicy)watch.Deserialize(found, Strict.Value)!;
            }
        }
        throw new JsonException($"a watch names its {Detector}: one of {string.Join(", ", Types.Keys.Order())}");
    }

    public override void Write(Utf8JsonWriter writer, ChangeDetectorPolicy value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(Detector, NameOf(value));
        foreach (var (name, setting) in JsonSerializer.SerializeToNode(value, value.GetType(), options)!.AsObject())
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, setting, options);
        }
        writer.WriteEndObject();
    }
}
