using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Domain.Drift.Statistics;

/// <summary>
/// The likelihood ratio 2 Σ O ln(O / E), otherwise as <see cref="ChiSquaredStatistic"/>, by whose p-value it is judged:
/// its own far tail holds up to 2.4 times the stated share with some sixty rows.
/// </summary>
internal sealed class GTestStatistic : IDriftStatistic
{
    public string Name => DriftStatistic.GTest;
    public string Title => "G";

    public DriftFinding? Of(FeatureComparison comparison) => comparison.HasRows
        ? new(
            FrequencyTest.GOfHomogeneity<double>(comparison.ReferenceRowsByBin, comparison.RowsByBin).Statistic,
            comparison.AnyChange)
        : null;
}
