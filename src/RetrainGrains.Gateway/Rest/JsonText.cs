using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RetrainGrains.Gateway.Rest;

/// <summary>Reads JSON whole: what a node would find out only when it is looked at is found out at once.</summary>
internal static class JsonText
{
    // As System.Text.Json has it by itself; said here, since the walk below needs the same.
    private const int DepthMax = 64;

    private static readonly JsonDocumentOptions Strict =
        new() { AllowDuplicateProperties = false, MaxDepth = DepthMax };

    /// <summary>Parses a text; a <see cref="JsonException"/> says where it is none.</summary>
    public static JsonNode? Parse(string text)
    {
        // Half a character can be written by its number only.
        if (text.Contains("\\u", StringComparison.Ordinal)) CheckEscapes(Encoding.UTF8.GetBytes(text));
        return JsonNode.Parse(text, documentOptions: Strict);
    }

    private static void CheckEscapes(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = DepthMax });
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName)) continue;
            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException)
            {
                throw new JsonException($"the string at byte {reader.TokenStartIndex} holds half a character");
            }
        }
    }
}
