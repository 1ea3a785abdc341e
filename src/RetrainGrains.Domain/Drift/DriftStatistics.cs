using System.Collections.Frozen;
using RetrainGrains.Domain.Drift.Statistics;

namespace RetrainGrains.Domain.Drift;

/// <summary>The statistics that drift rules can name.</summary>
public static class DriftStatistics
{
    public static ImmutableArray<IDriftStatistic> All { get; } =
    [
        new MeanShiftStatistic(),
        new VarianceRatioStatistic(),
        new PopulationStabilityStatistic(),
        new KullbackLeiblerStatistic(),
        new JensenShannonStatistic(),
        new HellingerStatistic(),
        new WassersteinStatistic(),
        new KolmogorovSmirnovStatistic(),
        new ChiSquaredStatistic(),
        new GTestStatistic(),
        new MissingRateStatistic(),
        new UnlistedRateStatistic(),
        new OutOfRangeStatistic(),
        new CategoryShiftStatistic(),
    ];

    private static readonly FrozenDictionary<string, IDriftStatistic> ByName =
        All.ToFrozenDictionary(statistic => statistic.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds a statistic by its name, in any case; null when there is none.</summary>
    public static IDriftStatistic? Find(string? name) => name is null ? null : ByName.GetValueOrDefault(name);
}
