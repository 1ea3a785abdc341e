using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace RetrainGrains.Cli.Client.Connection;

/// <summary>Messages as JSON, to the letter as REST has them.</summary>
internal static class WireJson
{
    private static readonly JsonFormatter Formatter =
        new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    private static readonly JsonSerializerOptions Compact =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };

    /// <summary>Writes a message as one document for programs and people.</summary>
    public static string Document(IMessage message) => Document(Node(message));

    public static string Document(JsonNode node) => node.ToJsonString(Indented);

    /// <summary>Writes a message on one line, as one of many.</summary>
    public static string Line(IMessage message) => Node(message).ToJsonString(Compact);

    public static string Line(JsonNode node) => node.ToJsonString(Compact);

    private static JsonNode Node(IMessage message)
    {
        var node = JsonNode.Parse(Formatter.Format(message))!;
        Shorten(node, message.Descriptor);
        return node;
    }

    // REST leaves out the prefix that protobuf gives the values of an enumeration; the formatter cannot.
    private static void Shorten(JsonNode? node, MessageDescriptor descriptor)
    {
        // Google's own types have forms of their own in JSON.
        if (node is not JsonObject members || descriptor.File.Package == "google.protobuf") return;
        foreach (var field in descriptor.Fields.InDeclarationOrder())
        {
            if (field.IsMap || members[field.JsonName] is not { } value) continue;
            if (field.FieldType == FieldType.Message)
            {
                JsonNode?[] items = value is JsonArray list ? [.. list] : [value];
                foreach (var item in items) Shorten(item, field.MessageType);
            }
            // No answer that is shown has a list of them.
            if (field.FieldType == FieldType.Enum && !field.IsRepeated)
                members[field.JsonName] = Shorten($"{value}", field.EnumType.Name);
        }
    }

    private static JsonNode Shorten(string value, string type)
    {
        var prefix = JsonNamingPolicy.SnakeCaseUpper.ConvertName(type) + "_";
        return JsonValue.Create(value.StartsWith(prefix, StringComparison.Ordinal) ? value[prefix.Length..] : value);
    }
}
