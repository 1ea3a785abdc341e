namespace RetrainGrains.Domain.Drift.Statistics;

/// <summary>
/// The distance |mean − reference mean| in units of the reference's standard deviation, or of its mean.
/// </summary>
internal sealed class MeanShiftStatistic : IDriftStatistic
{
    public string Name => DriftStatistic.MeanShift;
    public string Title => "mean shift";
    public bool NeedsOrder => true;

    public DriftFinding? Of(FeatureComparison comparison)
    {
        if (!comparison.HasRows) return null;
        var (before, now) = (comparison.ReferenceMean, comparison.Mean);
        var difference = Math.Abs(now - before);
        var unit = comparison.Policy.Unit == ShiftUnit.Mean ? Math.Abs(before) : comparison.ReferenceDeviation;
        return new(difference == 0 ? 0 : difference / unit, comparison.PlaceChange);
    }
}
