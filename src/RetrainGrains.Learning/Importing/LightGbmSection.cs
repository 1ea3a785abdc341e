using System.Globalization;
using System.Text;

namespace RetrainGrains.Learning.Importing;

/// <summary>A part of a LightGBM text model: lines of "key=value" under one heading.</summary>
internal sealed class LightGbmSection(string name)
{
    // A tree has about twenty.
    private const int MaximumFields = 256;
    private readonly Dictionary<string, ReadOnlyMemory<byte>> fields = [];

    public string Name => name;

    public bool Has(string key) => fields.TryGetValue(key, out var value) && !value.IsEmpty;

    public bool HasWord(string key) => fields.ContainsKey(key);

    public void Add(ReadOnlyMemory<byte> line)
    {
        if (fields.Count == MaximumFields) throw new ImportException($"{name} has more than {MaximumFields} fields.");
        var equals = line.Span.IndexOf((byte)'=');
        var key = equals < 0 ? line : line[..equals];
        fields[Encoding.UTF8.GetString(key.Span)] = equals < 0 ? default : line[(equals + 1)..];
    }

    public string Text(string key) => Encoding.UTF8.GetString(Field(key).Span).Trim();

    public int Int32(string key) => Int32s(key, 1)[0];

    public int[] Int32s(string key, int count) => Numbers<int>(key, count, NumberStyles.AllowLeadingSign);

    public uint[] UInt32s(string key, int count) => Numbers<uint>(key, count, NumberStyles.None);

    public double[] Doubles(string key, int count) => Numbers<double>(key, count, NumberStyles.Float);

    private ReadOnlyMemory<byte> Field(string key) =>
        fields.TryGetValue(key, out var value) ? value : throw new ImportException($"{name} lacks '{key}'.");

    // C++ writes infinity short: the threshold of a split that parts what is missing from all else.
    private static ReadOnlySpan<byte> Spelled(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("inf"u8) ? "Infinity"u8 : word.SequenceEqual("-inf"u8) ? "-Infinity"u8 : word;

    private T[] Numbers<T>(string key, int count, NumberStyles styles)
        where T : System.Numerics.INumber<T>
    {
        // Each number takes at least a digit and a blank.
        var text = Field(key).Span;
        if (count < 0 || count > (text.Length + 1) / 2)
        {
            throw new ImportException($"{name} cannot have {count} numbers in the {text.Length} bytes of '{key}'.");
        }

        var numbers = new T[count];
        var found = 0;
        foreach (var range in text.Split((byte)' '))
        {
            var word = Spelled(text[range].Trim((byte)'\r'));
            if (word.IsEmpty) continue;
            if (found == count || !T.TryParse(word, styles, CultureInfo.InvariantCulture, out numbers[found]!))
            {
                throw new ImportException($"{name} has an invalid or surplus number {found} in '{key}'.");
            }

            found++;
        }

        return found == count
            ? numbers
            : throw new ImportException($"{name} has {found} numbers in '{key}'; it must have {count}.");
    }
}
