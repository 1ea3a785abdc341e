namespace RetrainGrains.Statistics.Multiplicity;

/// <summary>
/// The results of many tests after a correction, in their order: each test's smallest level at which it would be
/// rejected, and whether it is.
/// </summary>
public sealed record CorrectionReport(ImmutableArray<double> AdjustedPValues, ImmutableArray<bool> Rejected)
{
    public int Rejections => Rejected.Count(rejected => rejected);
}
