namespace RetrainGrains.Learning.Data;

/// <summary>
/// The fit of rows to the schema that a model learned from. A schema grows at its end: a row may have features that the
/// model does not know, and categories that came later, which are missing values to it, but to those that take any
/// category.
/// </summary>
internal sealed class RowFit
{
    // The places of categorical features, and the number of categories of each that the model knows.
    private readonly int[] places;
    private readonly int[] counts;

    public RowFit(DatasetSchema schema, bool takesAnyCategory)
    {
        Width = schema.Features.Count;
        places = takesAnyCategory
            ? []
            : [.. Enumerable.Range(0, Width).Where(i => schema.Features[i].Kind == FeatureKind.Categorical)];
        counts = [.. places.Select(i => schema.Features[i].CategoryCount)];
    }

    /// <summary>The number of features that the model knows.</summary>
    public int Width { get; }

    /// <summary>Answers whether a row can be taken as it is.</summary>
    public bool Holds(ReadOnlySpan<float> row)
    {
        if (row.Length != Width) return false;
        for (var i = 0; i < places.Length; i++)
        {
            if (row[places[i]] >= counts[i]) return false;
        }
        return true;
    }

    /// <summary>Copies what the model knows of a row that is at least as wide.</summary>
    public void Narrow(ReadOnlySpan<float> row, Span<float> known)
    {
        if (row.Length < Width) throw new ArgumentException($"The model takes {Width} features; got {row.Length}.");
        row[..Width].CopyTo(known);
        for (var i = 0; i < places.Length; i++)
        {
            if (known[places[i]] >= counts[i]) known[places[i]] = float.NaN;
        }
    }
}
