namespace RetrainGrains.Statistics.Profiles;

/// <summary>
/// The verdict that a tool would have given on a column. A tool that leaves the threshold to its user has none here,
/// and no verdict.
/// </summary>
public sealed record ProfileReport(
    ProfileStatistic Statistic, double Value, double? PValue, double? Threshold, bool? Drifted)
{
    /// <summary>The number that the threshold is for: the p-value of a test, the value of a distance.</summary>
    public double Score => PValue ?? Value;
}
