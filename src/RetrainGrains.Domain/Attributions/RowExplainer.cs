namespace RetrainGrains.Domain.Attributions;

/// <summary>
/// A function that fills in the attribution of each feature of a row, and last the base value of every row.
/// </summary>
public delegate void RowExplainer(ReadOnlySpan<float> features, Span<double> attributions);
