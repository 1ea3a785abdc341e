using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Profiles;

/// <summary>The definition that one tool has of one statistic, and when it calls a score drift.</summary>
internal sealed record StatisticDefinition(
    ProfileStatistic Statistic, ColumnKind? Kind, double? Threshold,
    Func<ColumnPair, (double Value, double? PValue)> Compute, Func<double, double, bool> Drifts)
{
    public static StatisticDefinition Test(
        ProfileStatistic statistic, ColumnKind? kind, double? threshold, Func<ColumnPair, TestReport> test,
        bool orEqual = false) =>
        new(statistic, kind, threshold, pair => test(pair) is var found ? (found.Statistic, found.PValue) : default,
            (chance, limit) => chance < limit || (orEqual && chance == limit));

    public static StatisticDefinition Distance(
        ProfileStatistic statistic, ColumnKind? kind, double? threshold, Func<ColumnPair, double> distance,
        bool orEqual = false) =>
        new(statistic, kind, threshold, pair => (distance(pair), null),
            (value, limit) => value > limit || (orEqual && value == limit));
}
