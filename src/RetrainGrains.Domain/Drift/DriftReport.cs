using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Drift;

/// <summary>
/// The result of one statistic of one feature: the feature counts as drifted when the value passes the limit and the
/// chance of such a value without drift is below the check's corrected level.
/// </summary>
public sealed record DriftEvidence(
    string Feature, string Statistic, double Value, double Limit, double PValue, bool Drifted)
{
    /// <summary>Describes in a sentence how far the feature has moved, with its limit and its chance.</summary>
    public string Describe() =>
        $"{Feature} moved: {DriftStatistics.Find(Statistic)?.Title ?? Statistic} {Formatted.Number(Value)}, "
            + $"limit {Formatted.Number(Limit)} (p = {Formatted.Number(PValue)})";
}

/// <summary>
/// The comparison of all features with their reference. The level is each test's own, or with Benjamini–Hochberg the
/// false share that is allowed for all of them.
/// </summary>
public sealed record DriftReport(
    int Rows, int Tests, double Level, ImmutableArray<DriftEvidence> Drifted,
    DriftCorrection Correction = DriftCorrection.Bonferroni)
{
    public static DriftReport Silent(int rows) => new(rows, 0, 0, []);

    /// <summary>The number of features that must have drifted for the check to report drift.</summary>
    public int FeaturesNeeded { get; init; } = 1;

    /// <summary>
    /// Describes in a sentence which features drifted in how many checks, and at which false-alarm rate.
    /// </summary>
    public string Describe(int streak)
    {
        var names = Drifted.Select(evidence => evidence.Feature).Distinct().ToArray();
        var shown = string.Join(", ", names.Take(3)) + (names.Length > 3 ? $" and {names.Length - 3} more" : "");
        var promise = Correction == DriftCorrection.BenjaminiHochberg
            ? $"false share at most {Formatted.Number(Level)} (Benjamini–Hochberg)"
            : $"false-alarm level {Formatted.Number(Level)} each";
        return $"{names.Length} features drifted in {streak} checks in a row ({shown}; {promise})";
    }

    public bool Any => Drifted.Select(evidence => evidence.Feature).Distinct().Count() >= FeaturesNeeded;
}
