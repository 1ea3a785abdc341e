namespace RetrainGrains.Domain.Attributions;

/// <summary>Fills in what each feature of a row adds to its prediction, and last what every row starts from.</summary>
public delegate void RowExplainer(ReadOnlySpan<float> features, Span<double> attributions);
