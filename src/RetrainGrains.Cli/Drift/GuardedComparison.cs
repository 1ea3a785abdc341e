using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Cli.Drift;

/// <summary>
/// Compares columns by the very check that a model makes: a statistic counts as drifted when it passes its limit and is
/// significant, all tests together at a stated rate of false alarms.
/// </summary>
internal static class GuardedComparison
{
    public static ImmutableArray<ColumnDrift> Of(ComparedSamples samples, double rowsPerIndependentRow)
    {
        var schema = new FeatureSchema
        {
            Target = "current",
            Features =
            [
                .. samples.Columns.Select(column => new Feature(
                    column.Name, column.IsNumeric ? FeatureKind.Numeric : FeatureKind.Categorical)
                    {
                        Categories = column.Categories,
                    }),
            ],
        };
        var reference = RowsOf(samples, column => column.Reference, samples.Reference.Compared);
        var bins = FeatureBins.Of(schema, reference);
        var before = FeatureProfile.Of(Sum(bins, reference));
        var now = Sum(bins, RowsOf(samples, column => column.Current, samples.Current.Compared));
        var policy = new DriftPolicy
        {
            MinimumRows = 1, RowsPerIndependentRow = rowsPerIndependentRow, Significance = GuardedRate.Columns,
            Predictions = false, Outcomes = false,
            // The categories are those of both samples: none is unlisted.
            UnlistedRateLimit = 1,
        };
        // Without limits and guard every statistic is reported, with what the check computes for it.
        var open = policy with
        {
            MeanShiftLimit = -1, VarianceRatioLimit = -1, StabilityLimit = -1, CategoryShiftLimit = -1,
            MissingRateLimit = -1, OutOfRangeLimit = -1, Significance = 1,
        };
        var verdict = DriftCheck.Evaluate(policy, schema, bins, before, now);
        var found = verdict.Drifted.Select(evidence => (evidence.Feature, evidence.Statistic)).ToHashSet();
        return
        [
            .. DriftCheck.Evaluate(open, schema, bins, before, now).Drifted
                .GroupBy(evidence => evidence.Feature)
                .Select(all => all
                    .Select(evidence => DriftOf(
                        samples.Columns.Single(column => column.Name == evidence.Feature), evidence,
                        LimitOf(policy, evidence), verdict.Level,
                        found.Contains((evidence.Feature, evidence.Statistic))))
                    .OrderByDescending(drift => drift.Drifted).ThenByDescending(drift => drift.Excess).First()),
        ];
    }

    private static ColumnDrift DriftOf(
        ComparedColumn column, DriftEvidence evidence, double limit, double level, bool drifted) => new(
        column.Name, column.Type, Titled(evidence.Statistic), evidence.Value, limit, evidence.PValue, level, drifted,
        ColumnComparison.MissingShare(column.Reference), ColumnComparison.MissingShare(column.Current));

    // As the tools' statistics are written in the report.
    private static string Titled(string statistic) => char.ToUpperInvariant(statistic[0]) + statistic[1..];

    private static double LimitOf(DriftPolicy policy, DriftEvidence evidence) => (evidence.Statistic switch
    {
        DriftStatistic.MeanShift => policy.MeanShiftLimit,
        DriftStatistic.VarianceRatio => policy.VarianceRatioLimit,
        DriftStatistic.PopulationStability => policy.StabilityLimit,
        DriftStatistic.CategoryShift => DriftPolicy.CategoryShiftDefault,
        DriftStatistic.MissingRate or DriftStatistic.OutOfRange => DriftPolicy.ShareDefault,
        _ => null,
    }) ?? throw new ArgumentOutOfRangeException(nameof(evidence), evidence.Statistic, "has no limit by default");

    private static FeatureSums Sum(FeatureBins bins, float[][] rows)
    {
        var sums = new FeatureSums(bins.FeatureCount);
        foreach (var row in rows) sums.Add(bins, row);
        return sums;
    }

    private static float[][] RowsOf(ComparedSamples samples, Func<ComparedColumn, double[]> side, int count)
    {
        double[][] columns = [.. samples.Columns.Select(side)];
        return [.. Enumerable.Range(0, count).Select(row => columns.Select(column => (float)column[row]).ToArray())];
    }
}
