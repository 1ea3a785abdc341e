using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Statistics.Profiles;

namespace RetrainGrains.Simulations;

/// <summary>
/// Checks without drift: how often the default policy alarms, and, on the same rows, how often one of the features does
/// under Evidently's defaults.
/// </summary>
public sealed record FalseAlarms(
    SimulatedShape Shape, int Rows, int Features, ErrorRate Default, int EvidentlyChecks, int EvidentlyAlarms)
{
    public const int ReferenceRows = 1_000;

    // A cell of the table costs about as much as any other, however large its checks are.
    private const double ValuesPerCell = 2e8;
    private const double EvidentlyValuesPerCell = 4e6;
    private const int ChecksMin = 4;
    private const int ChecksMax = 5_000;

    /// <summary>The guarantee is about independent rows, which these are.</summary>
    public static DriftPolicy Policy { get; } = new() { RowsPerIndependentRow = 1 };

    private static readonly ImmutableArray<int> RowCounts = [50, 100, 500, 5_000];
    private static readonly ImmutableArray<int> FeatureCounts = [10, 50, 200];

    public static IEnumerable<(SimulatedShape Shape, int Rows, int Features)> Cells =>
        from shape in Enum.GetValues<SimulatedShape>()
        from features in FeatureCounts
        from rows in RowCounts
        select (shape, rows, features);

    public static FalseAlarms Measure(
        SimulatedShape shape, int rows, int features, double effort, int seed, CancellationToken cancellation)
    {
        var values = (rows + ReferenceRows) * features;
        var checks = (int)Math.Clamp(effort * ValuesPerCell / values, ChecksMin, ChecksMax);
        var evidentlyChecks = (int)Math.Clamp(effort * EvidentlyValuesPerCell / values, 2, checks);
        int alarms = 0, evidentlyAlarms = 0;
        var parallel = Workers.ForEachProcessor(cancellation);
        Parallel.For(0, checks, parallel, check =>
        {
            var source = new SimulatedRows(shape, features, Seeds.Of(seed, (int)shape, rows, features, check));
            var (reference, current) = (source.Draw(ReferenceRows), source.Draw(rows));
            if (Alarms(Policy, source.Schema, reference, current)) Interlocked.Increment(ref alarms);
            if (check >= evidentlyChecks) return;
            if (EvidentlyAlarmsOn(reference, current, features)) Interlocked.Increment(ref evidentlyAlarms);
        });
        return new FalseAlarms(
            shape, rows, features, new ErrorRate(checks, alarms, Policy.Significance), evidentlyChecks,
            evidentlyAlarms);
    }

    internal static bool Alarms(
        DriftPolicy policy, FeatureSchema schema, float[][] reference, float[][] current)
    {
        var bins = FeatureBins.Of(schema, reference);
        var profile = FeatureProfile.Of(SimulatedRows.Sum(bins, reference));
        return DriftCheck.Evaluate(policy, schema, bins, profile, SimulatedRows.Sum(bins, current)).Any;
    }

    internal static ProfileReport Evidently(float[][] reference, float[][] current, int feature) =>
        DriftProfile.Evidently.Compare(Column(reference, feature), Column(current, feature), ColumnKind.Numeric);

    private static bool EvidentlyAlarmsOn(float[][] reference, float[][] current, int features) =>
        Enumerable.Range(0, features).Any(feature => Evidently(reference, current, feature).Drifted == true);

    private static double[] Column(float[][] rows, int feature) => [.. rows.Select(row => (double)row[feature])];
}
