using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Observations;

namespace RetrainGrains.Simulations;

/// <summary>
/// The share of shifts of one feature out of ten that is found, by the default policy and by Evidently's default
/// statistic with its threshold set so that it alarms without drift as often as the policy states. Without the policy's
/// limit on the size of a shift, which leaves small ones alone on purpose, it is shown as well.
/// </summary>
public sealed record DetectionPower(
    int Rows, double Shift, int Checks, double Default, double WithoutLimits, double Evidently)
{
    private const int Features = 10;
    private const int ChecksAtEffortOne = 500;
    private static readonly ImmutableArray<int> RowCounts = [100, 500];
    private static readonly ImmutableArray<double> Shifts = [0.25, 0.5, 1];

    private static readonly DriftPolicy Unlimited = FalseAlarms.Policy with
    {
        MeanShiftLimit = 0, VarianceRatioLimit = 1, StabilityLimit = 0,
    };

    public static IEnumerable<int> Cells => RowCounts;

    public static IEnumerable<DetectionPower> Measure(
        int rows, double effort, int seed, CancellationToken cancellation)
    {
        var checks = (int)Math.Max(20, effort * ChecksAtEffortOne);
        var parallel = Workers.ForEachProcessor(cancellation);
        var quiet = new double[2 * checks];
        Parallel.For(0, quiet.Length, parallel, check =>
            quiet[check] = LowestScore(Drawn(rows, 0, Seeds.Of(seed, rows, check, 1))));
        Array.Sort(quiet);
        var threshold = quiet[(int)(FalseAlarms.Policy.Significance * quiet.Length)];
        foreach (var shift in Shifts)
        {
            int found = 0, foundUnlimited = 0, foundByEvidently = 0;
            Parallel.For(0, checks, parallel, check =>
            {
                var drawn = Drawn(rows, shift, Seeds.Of(seed, rows, check, (int)(shift * 100) + 2));
                if (Alarms(FalseAlarms.Policy, drawn)) Interlocked.Increment(ref found);
                if (Alarms(Unlimited, drawn)) Interlocked.Increment(ref foundUnlimited);
                if (LowestScore(drawn) < threshold) Interlocked.Increment(ref foundByEvidently);
            });
            yield return new DetectionPower(
                rows, shift, checks, Share(found), Share(foundUnlimited), Share(foundByEvidently));
        }

        double Share(int count) => (double)count / checks;
    }

    private static Sample Drawn(int rows, double shift, int seed)
    {
        var source = new SimulatedRows(SimulatedShape.Normal, Features, seed);
        return new Sample(source.Schema, source.Draw(FalseAlarms.ReferenceRows), source.DrawShifted(rows, shift));
    }

    private static bool Alarms(DriftPolicy policy, Sample drawn) =>
        FalseAlarms.Alarms(policy, drawn.Schema, drawn.Reference, drawn.Current);

    // A p-value: these samples have at most 1,000 rows, for which Evidently tests by Kolmogorov and Smirnov.
    private static double LowestScore(Sample drawn) => Enumerable.Range(0, Features)
        .Min(feature => FalseAlarms.Evidently(drawn.Reference, drawn.Current, feature).Score);

    private sealed record Sample(FeatureSchema Schema, float[][] Reference, float[][] Current);
}
