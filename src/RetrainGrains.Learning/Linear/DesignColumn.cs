namespace RetrainGrains.Learning.Linear;

/// <summary>One standardised column: a numeric feature, or one category of a categorical one (code of -1: none).</summary>
internal sealed record DesignColumn(int Feature, int Category, double Mean, double Deviation, double[] Values);
