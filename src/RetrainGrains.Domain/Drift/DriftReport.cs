namespace RetrainGrains.Domain.Drift;

/// <summary>
/// One statistic of one feature: it counts as drifted when the value passes the limit and the chance of such a value
/// without drift is below the check's corrected level.
/// </summary>
public sealed record DriftEvidence(
    string Feature, DriftStatistic Statistic, double Value, double Limit, double PValue, bool Drifted);

/// <summary>
/// All features against their reference. The level is each test's own, or with Benjamini–Hochberg the false share that
/// is allowed for all of them.
/// </summary>
public sealed record DriftReport(
    int Rows, int Tests, double Level, ImmutableArray<DriftEvidence> Drifted,
    DriftCorrection Correction = DriftCorrection.Bonferroni)
{
    public static DriftReport Silent(int rows) => new(rows, 0, 0, []);

    /// <summary>So many features must have drifted for the check to say so.</summary>
    public int FeaturesNeeded { get; init; } = 1;

    public bool Any => Drifted.Select(evidence => evidence.Feature).Distinct().Count() >= FeaturesNeeded;
}
