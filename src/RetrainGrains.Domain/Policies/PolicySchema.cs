using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Changes;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Policies;

/// <summary>Writes the JSON schema of policies, by which editors complete and check them.</summary>
/// <param name="summaryOf">
/// The summary of a property or type by its identifier in the documentation file, or null.
/// </param>
public sealed partial class PolicySchema(Func<string, string?> summaryOf)
{
    private const string Draft = "https://json-schema.org/draft/2020-12/schema";
    private const string SpanPattern = "^[-+.0-9eE]+[dhms]$";

    public static string Write(Func<string, string?> summaryOf) =>
        new PolicySchema(summaryOf).Of(typeof(ModelPolicy), Draft).ToJsonString(new(DomainJson.Options)
        {
            WriteIndented = true,
        });

    private JsonObject Of(Type type, string? draft = null)
    {
        var options = new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform,
        };
        var schema = DomainJson.Options.GetJsonSchemaAsNode(type, options).AsObject();
        if (draft is not null) schema.Insert(0, "$schema", draft);
        return schema;
    }

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = context.TypeInfo.Type;
        var known = Nullable.GetUnderlyingType(type) ?? type;
        var nullable = known != type || context.PropertyInfo is { IsSetNullable: true };
        if (OfConverted(known, nullable) is { } converted) return converted;
        if (schema is JsonObject list && IsList(known) && !list.ContainsKey("items")
            && OfConverted(known.GetGenericArguments()[0], nullable: false) is { } items)
        {
            list["items"] = items;
        }
        if (schema is JsonObject settings && settings["properties"] is JsonObject properties)
        {
            foreach (var property in context.TypeInfo.Properties) Describe(settings, properties, property, known);
            settings["additionalProperties"] = false;
        }
        return schema;
    }

    // The exporter knows nothing of what a converter of ours writes.
    private JsonObject? OfConverted(Type type, bool nullable)
    {
        if (type == typeof(TimeSpan)) return Typed("string", nullable, ("pattern", SpanPattern));
        // Infinite and missing numbers can be written of a state, but are none that a policy may hold.
        if (type == typeof(double)) return Typed("number", nullable);
        if (type == typeof(Recipe)) return Typed("string", nullable);
        return type == typeof(ChangeDetectorPolicy)
            ? new() { ["anyOf"] = new JsonArray([.. ChangeDetectorPolicyConverter.Detectors.Select(Detector)]) }
            : null;
    }

    private JsonNode Detector(KeyValuePair<string, Type> detector)
    {
        var schema = Of(detector.Value);
        schema["properties"]!.AsObject().Insert(
            0, ChangeDetectorPolicyConverter.Detector, new JsonObject { ["const"] = detector.Key });
        schema["required"] = new JsonArray(ChangeDetectorPolicyConverter.Detector);
        return schema;
    }

    private void Describe(JsonObject settings, JsonObject properties, JsonPropertyInfo property, Type owner)
    {
        if (property is { Set: null, AssociatedParameter: null })
        {
            properties.Remove(property.Name);
            return;
        }
        if (property.AttributeProvider is not PropertyInfo declared || properties[property.Name] is not JsonObject node)
        {
            return;
        }
        var description = summaryOf($"P:{declared.DeclaringType!.FullName!.Replace('+', '.')}.{declared.Name}")
            ?? summaryOf($"T:{TypeOf(declared).FullName}");
        if (owner.GetConstructor(Type.EmptyTypes) is not null)
        {
            AddDefault(node, property, Activator.CreateInstance(owner)!);
            var range = RangeOf(owner, declared, property.Name);
            if (range is { Low: TimeSpan low, High: TimeSpan high })
            {
                description = $"{description} From {Span(low)} to {Span(high)}.".TrimStart();
            }
            else if (range is { Low: double least, High: double most })
            {
                node["minimum"] = least;
                if (most < double.MaxValue) node["maximum"] = most;
            }
        }
        if (description is not null) node.Insert(0, "description", description);
    }

    // Groups of settings have the defaults of each.
    private static void AddDefault(JsonObject node, JsonPropertyInfo property, object owner)
    {
        if (node.ContainsKey("properties") || property.Get?.Invoke(owner) is not { } value) return;
        node["default"] = JsonSerializer.SerializeToNode(value, property.PropertyType, DomainJson.Options);
    }

    /// <summary>
    /// Reads a range from the problem that validation finds with a value far below it, so that it is stated once.
    /// </summary>
    private static (object Low, object High)? RangeOf(Type owner, PropertyInfo declared, string name)
    {
        object? tooLow = TypeOf(declared) switch
        {
            var type when type == typeof(int) => -1_000_000,
            var type when type == typeof(double) => -1e9,
            var type when type == typeof(TimeSpan) => TimeSpan.FromDays(-100_000),
            _ => null,
        };
        if (tooLow is null || owner.GetMethod("Validate", [typeof(string)]) is not { } validate) return null;
        var wrong = Activator.CreateInstance(owner);
        declared.SetValue(wrong, tooLow);
        var problems = (IEnumerable<Problem>)validate.Invoke(wrong, ["policy"])!;
        var rule = problems.FirstOrDefault(problem => problem.Field == $"policy.{name}")?.Rule;
        if (rule is null || Range().Match(rule) is not { Success: true } range) return null;
        return (Parse(range.Groups[1].Value), Parse(range.Groups[2].Value));

        object Parse(string text) => tooLow is TimeSpan
            ? TimeSpan.Parse(text, CultureInfo.InvariantCulture)
            : double.Parse(text, CultureInfo.InvariantCulture);
    }

    private static JsonObject Typed(string type, bool nullable, params (string Name, string Value)[] more)
    {
        var schema = new JsonObject { ["type"] = nullable ? new JsonArray(type, "null") : type };
        foreach (var (name, value) in more) schema[name] = value;
        return schema;
    }

    private static bool IsList(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>);

    private static Type TypeOf(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    private static string Span(TimeSpan span) => DomainJson.Write(span).Trim('"');

    [GeneratedRegex("^must be between (.+) and (.+)$")]
    private static partial Regex Range();
}
