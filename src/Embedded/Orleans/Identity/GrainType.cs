namespace Orleans.Runtime;

/// <summary>The name under which a grain class is addressed.</summary>
public readonly record struct GrainType(string? Text) : IComparable<GrainType>
{
    public bool IsDefault => string.IsNullOrEmpty(Text);

    public static GrainType Create(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return new(value);
    }

    public int CompareTo(GrainType other) => string.CompareOrdinal(Text, other.Text);

    public override string ToString() => Text ?? "";
}
