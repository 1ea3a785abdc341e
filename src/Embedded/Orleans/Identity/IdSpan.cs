namespace Orleans.Runtime;

/// <summary>The key part of a grain's identity.</summary>
public readonly record struct IdSpan(string? Text) : IComparable<IdSpan>
{
    public bool IsDefault => string.IsNullOrEmpty(Text);

    public static IdSpan Create(string id) => new(id);

    public int CompareTo(IdSpan other) => string.CompareOrdinal(Text, other.Text);

    public override string ToString() => Text ?? "";
}
