namespace RetrainGrains.Domain.Drift.Statistics;

/// <summary>
/// The change |share of values beyond the smallest and largest of the first reference − the reference's|.
/// </summary>
internal sealed class OutOfRangeStatistic : IDriftStatistic
{
    public string Name => DriftStatistic.OutOfRange;
    public string Title => "change of the share out of range";
    public bool NeedsOrder => true;
    public (double Low, double High) Limits => (0, 1);

    // The range is the reference's own: none of its values lies outside, while a new row does with a chance of two in
    // its rows. Counting one of its rows as outside makes the chance exact: the two gaps at the ends are as likely to
    // receive a row as any other two between its values.
    public DriftFinding? Of(FeatureComparison comparison) => comparison is { HasRows: true, Range: not null }
        ? comparison.CompareShares(comparison.ReferenceOutside, comparison.Outside, leastHits: 1)
        : null;
}
