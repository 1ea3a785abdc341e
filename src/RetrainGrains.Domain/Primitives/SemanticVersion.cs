using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetrainGrains.Domain.Primitives;

/// <summary>
/// The name of a trained version. Major: the schema changed. Minor: another recipe took over. Patch: the same recipe
/// was trained again.
/// </summary>
[JsonConverter(typeof(SemanticVersionConverter))]
public readonly record struct SemanticVersion(int Major, int Minor, int Patch) : IComparable<SemanticVersion>
{
    public static SemanticVersion First { get; } = new(1, 0, 0);

    public SemanticVersion NextPatch() => this with { Patch = Patch + 1 };
    public SemanticVersion NextMinor() => new(Major, Minor + 1, 0);
    public SemanticVersion NextMajor() => new(Major + 1, 0, 0);

    public int CompareTo(SemanticVersion other) =>
        (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");

    public static bool TryParse(string? text, out SemanticVersion version)
    {
        version = default;
        var parts = text?.Split('.');
        if (parts is not { Length: 3 }) return false;
        Span<int> numbers = stackalloc int[3];
        for (var i = 0; i < 3; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])) return false;
        }
        version = new(numbers[0], numbers[1], numbers[2]);
        return true;
    }

    private sealed class SemanticVersionConverter : JsonConverter<SemanticVersion>
    {
        public override SemanticVersion Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out var version)
                ? version
                : throw new JsonException($"'{reader.GetString()}' is not a version such as 1.2.3");

        public override void Write(Utf8JsonWriter writer, SemanticVersion value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
