using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace RetrainGrains.Learning.Importing;

/// <summary>A field of a model in JSON, with its path for errors.</summary>
internal readonly struct ModelField
{
    private readonly JsonElement element;
    private readonly string path;

    private ModelField(JsonElement element, string path)
    {
        this.element = element;
        this.path = path;
    }

    public string Text => TextOf(element) ?? throw Error("must be a text");

    public int Int32 => TryInt32(element, out var number) ? number : throw Error("must be a whole number");

    public float Single => TrySingle(element, out var number) ? number : throw Error("must be a number");

    public ModelField this[string name] => Find(name) ?? throw Error($"lacks '{name}'");

    /// <summary>The name under which a number that JSON lacks is written as a text.</summary>
    public static string NameOf(double number) => number.ToString(CultureInfo.InvariantCulture);

    public static ModelField Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return new ModelField(JsonDocument.Parse(QuoteNonFinite(json)).RootElement, "The model");
        }
        catch (JsonException exception)
        {
            throw new ImportException($"The model is not valid JSON: {exception.Message}");
        }
    }

    public ImportException Error(string what) => new($"{path} {what}.");

    public ModelField? Find(string name)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Error("must be an object");
        try
        {
            return element.TryGetProperty(name, out var found) ? new ModelField(found, $"{path}.{name}") : null;
        }
        catch (InvalidOperationException)
        {
            throw Error("has a field whose name is half of a surrogate pair");
        }
    }

    public ModelField[] Items(int maximum)
    {
        var count = Length();
        if (count > maximum) throw Error($"has {count} elements; at most {maximum} are supported");
        var outer = path;
        return [.. element.EnumerateArray().Select((item, i) => new ModelField(item, $"{outer}[{i}]"))];
    }

    public int Length() => element.ValueKind == JsonValueKind.Array
        ? element.GetArrayLength()
        : throw Error("must be an array");

    public int[] Int32s(int count) => Elements<int>(count, TryInt32, "a whole number");

    public long[] Int64s(int count) => Elements<long>(count, TryInt64, "a whole number");

    public float[] Singles(int count) => Elements<float>(count, TrySingle, "a number");

    private T[] Elements<T>(int count, TryRead<T> tryRead, string what)
    {
        if (Length() != count) throw Error($"has {Length()} elements; it must have {count}");
        var elements = new T[count];
        var next = 0;
        foreach (var item in element.EnumerateArray())
        {
            if (!tryRead(item, out elements[next++])) throw Error($"must have {what} at {next - 1}");
        }

        return elements;
    }

    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no text.
            return null;
        }
    }

    // XGBoost writes its parameters as texts, and flags as numbers or as truth values.
    private static bool TryInt32(JsonElement element, out int number)
    {
        number = element.ValueKind == JsonValueKind.True ? 1 : 0;
        return element.ValueKind switch
        {
            JsonValueKind.Number => element.TryGetInt32(out number),
            JsonValueKind.String => int.TryParse(
                TextOf(element), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number),
            _ => element.ValueKind is JsonValueKind.True or JsonValueKind.False,
        };
    }

    private static bool TryInt64(JsonElement element, out long number)
    {
        number = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out number);
    }

    private static bool TrySingle(JsonElement element, out float number)
    {
        number = 0;
        return element.ValueKind switch
        {
            JsonValueKind.Number => element.TryGetSingle(out number),
            JsonValueKind.String => float.TryParse(TextOf(element), CultureInfo.InvariantCulture, out number),
            _ => false,
        };
    }

    // XGBoost writes NaN bare where a split by categories has no threshold.
    private static ReadOnlyMemory<byte> QuoteNonFinite(ReadOnlyMemory<byte> json)
    {
        var text = json.Span;
        if (text.IndexOf("NaN"u8) < 0 && text.IndexOf("Infinity"u8) < 0) return json;
        var quoted = new ArrayBufferWriter<byte>(text.Length + 1_024);
        var inString = false;
        for (var i = 0; i < text.Length; i++)
        {
            var word = inString ? 0 : NonFiniteLength(text[i..]);
            if (word > 0)
            {
                quoted.Write([(byte)'"', .. text.Slice(i, word), (byte)'"']);
                i += word - 1;
                continue;
            }

            var isEscape = inString && text[i] == '\\' && i + 1 < text.Length;
            inString ^= text[i] == '"';
            quoted.Write(text.Slice(i, isEscape ? 2 : 1));
            i += isEscape ? 1 : 0;
        }

        return quoted.WrittenMemory;
    }

    private static int NonFiniteLength(ReadOnlySpan<byte> text) =>
        text.StartsWith("NaN"u8) ? 3 : text.StartsWith("Infinity"u8) ? 8 : text.StartsWith("-Infinity"u8) ? 9 : 0;

    private delegate bool TryRead<T>(JsonElement element, out T number);
}
