using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Gateway.Rest;

/// <summary>The rules of single values in JSON and in a query, by the fields that they are for.</summary>
internal static class FieldRules
{
    // As JSON has numbers: no spaces around them.
    private const NumberStyles NumberForm =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Finds a field by its name in JSON or in the .proto file.</summary>
    public static FieldDescriptor? Find(MessageDescriptor message, string name) => message.Fields.InDeclarationOrder()
        .FirstOrDefault(field => field.JsonName == name || field.Name == name);

    public static string NamesOf(MessageDescriptor message) =>
        string.Join(", ", message.Fields.InDeclarationOrder().Select(field => field.JsonName));

    /// <summary>
    /// Resolves an enumeration's value: its whole name, or what distinguishes it, in any case: regression stands for
    /// PREDICTION_TASK_REGRESSION. Null when it has no such value.
    /// </summary>
    public static string? Resolve(EnumDescriptor type, string name)
    {
        var asked = name.Replace('-', '_');
        var prefix = PrefixOf(type);
        return type.Values.FirstOrDefault(value => Is(value.Name, asked) || Is(value.Name, prefix + asked))?.Name;

        static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Finds the rule that a time or a duration breaks; null for what is neither or breaks none.</summary>
    public static string? TimeRuleBroken(MessageDescriptor type, string? text) => type.FullName switch
    {
        "google.protobuf.Timestamp" when !IsTime(text) =>
            "must be a time with its zone, such as 2026-12-02T10:30:00Z",
        "google.protobuf.Duration" when text is not [.., 's'] || !IsNumber(text[..^1]) =>
            "must be a number of seconds such as 90s",
        _ => null,
    };

    /// <summary>
    /// Finds the rule that a value breaks whose absence means something; null for what is of another type or breaks
    /// none.
    /// </summary>
    public static string? WrapperRuleBroken(MessageDescriptor type, JsonNode value) =>
        type.File == WrappersReflection.Descriptor ? RuleBroken(type.Fields["value"], value) : null;

    /// <summary>Writes a time that keeps its rule in the one form that transcoding reads.</summary>
    public static string Canonical(string time) =>
        Problem.ToText(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture));

    /// <summary>Makes the number of a text that keeps its rule; null for NaN and the infinite ones.</summary>
    public static double? Number(string text) =>
        double.TryParse(text, NumberForm, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;

    public static string RuleOf(EnumDescriptor type) => "must be one of "
        + string.Join(", ", type.Values.Select(value => value.Name[PrefixOf(type).Length..].ToLowerInvariant()));

    /// <summary>Finds the rule that a value in JSON breaks; null when it breaks none.</summary>
    public static string? RuleBroken(FieldDescriptor field, JsonNode value)
    {
        var text = value.GetValueKind() == JsonValueKind.String ? (string)value! : null;
        return field.FieldType switch
        {
            FieldType.String => text is null ? "must be a text" : null,
            FieldType.Bytes => text is null || !Base64.IsValid(text) ? "must be base64" : null,
            FieldType.Bool => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False
                ? null
                : "must be true or false",
            _ => RuleBroken(field, text ?? value.ToJsonString()),
        };
    }

    /// <summary>Finds the rule that a value as text breaks; null when it breaks none.</summary>
    public static string? RuleBroken(FieldDescriptor field, string text) => field.FieldType switch
    {
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 =>
            Whole(text, int.MinValue, int.MaxValue),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 =>
            Whole(text, long.MinValue, long.MaxValue),
        FieldType.UInt32 or FieldType.Fixed32 => Whole(text, uint.MinValue, uint.MaxValue),
        FieldType.UInt64 or FieldType.Fixed64 => Whole(text, ulong.MinValue, ulong.MaxValue),
        FieldType.Double or FieldType.Float => IsNumber(text) ? null : "must be a number",
        FieldType.Bool => text is "true" or "false" ? null : "must be true or false",
        FieldType.Enum => Resolve(field.EnumType, text) is null ? RuleOf(field.EnumType) : null,
        FieldType.Message => TimeRuleBroken(field.MessageType, text),
        _ => null,
    };

    // As protobuf's JSON has it: without a zone nobody knows which moment is meant.
    private static bool IsTime(string? text) => text is not null
        && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal))
        && text.Contains('T', StringComparison.Ordinal)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static string? Whole(string text, decimal least, decimal most) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Truncate(number) && number >= least && number <= most
            ? null
            : $"must be a whole number from {least} to {most}";

    private static bool IsNumber(string text) => text is "NaN" or "Infinity" or "-Infinity"
        || double.TryParse(text, NumberForm, CultureInfo.InvariantCulture, out _);

    // PREDICTION_TASK_ of PredictionTask: what all of its values begin with.
    private static string PrefixOf(EnumDescriptor type)
    {
        var first = type.Values[0].Name;
        var length = first.Length;
        foreach (var value in type.Values)
        {
            length = Math.Min(length, value.Name.Length);
            while (!first.AsSpan(0, length).SequenceEqual(value.Name.AsSpan(0, length))) length--;
        }
        return first[..(first.LastIndexOf('_', Math.Max(0, length - 1)) + 1)];
    }
}
