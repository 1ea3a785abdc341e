namespace RetrainGrains.Statistics.Estimation;

/// <summary>The loss to expect on a row: its features and, last, the prediction.</summary>
public delegate double LossModel(ReadOnlySpan<double> row);

/// <summary>Learns to expect losses: any regressor. Rows are flat; a missing feature is NaN.</summary>
public delegate LossModel LossLearner(ReadOnlySpan<double> rows, int columns, ReadOnlySpan<double> losses);
