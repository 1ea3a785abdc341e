namespace RetrainGrains.Learning.Linear;

/// <summary>A standardised column: a numeric feature (category -1), or one category of another.</summary>
internal sealed record DesignColumn(int Feature, int Category, double Mean, double Deviation, double[] Values);
