using System.Globalization;
using RetrainGrains.Cli.Drift;
using RetrainGrains.Cli.Terminal;

namespace RetrainGrains.Simulations;

/// <summary>
/// Comparisons of two samples of one population by the guarded profile of <c>retrain drift</c> as a whole: columns,
/// reconstruction and classifier, on a normal, a log-normal, an exponential, a uniform, a small integer and a
/// six-valued column together.
/// </summary>
public sealed record WholeComparisons(
    int ReferenceRows, int Rows, ErrorRate Whole, int Columns, int Reconstruction, int Classifier)
{
    private const int PairsAtEffortOne = 600;
    private const int PairsMin = 2;

    // A pair of large samples costs more.
    private const int RowsAtFullEffort = 500;

    private static readonly ImmutableArray<(int Reference, int Current)> Sizes =
        [(2_000, 50), (2_000, 100), (2_000, 500), (2_000, 5_000), (200, 200)];

    public static IEnumerable<(int Reference, int Current)> Cells => Sizes;

    public static WholeComparisons Measure(
        int reference, int rows, double effort, int seed, CancellationToken cancellation)
    {
        var share = Math.Min(1, (double)RowsAtFullEffort / rows);
        var pairs = (int)Math.Max(PairsMin, effort * PairsAtEffortOne * share);
        int whole = 0, columns = 0, rebuilt = 0, told = 0;
        Parallel.For(0, pairs, Workers.ForEachProcessor(cancellation), pair =>
        {
            var report = Compare(reference, rows, Seeds.Of(seed, reference, rows, pair), cancellation);
            if (report.Drifted) Interlocked.Increment(ref whole);
            if (report.DriftedColumns > 0) Interlocked.Increment(ref columns);
            if (report.Reconstruction is { Drifted: true }) Interlocked.Increment(ref rebuilt);
            if (report.Classifier.Drifted) Interlocked.Increment(ref told);
        });
        return new WholeComparisons(
            reference, rows, new ErrorRate(pairs, whole, GuardedRate.Whole), columns, rebuilt, told);
    }

    private static DriftReport Compare(int reference, int rows, int seed, CancellationToken cancellation)
    {
        var random = new Random(seed);
        string[][] before = [.. Enumerable.Range(0, reference).Select(_ => Draw(random))];
        string[][] now = [.. Enumerable.Range(0, rows).Select(_ => Draw(random))];
        var built = Enumerable.Range(0, before[0].Length).Select(column => ColumnBuilder.Build(
            $"c{column}", [.. before.Select(row => row[column])], [.. now.Select(row => row[column])],
            asCategories: false).Column!);
        var samples = new ComparedSamples(
            [.. built], [], new SampledRows(reference, reference), new SampledRows(rows, rows));
        var options = new DriftOptions { Files = [], Seed = seed };
        return DriftReport.Measure(options, new DriftInput(samples, null), new NoProgress(), cancellation).Report!;
    }

    private static string[] Draw(Random random)
    {
        var normal = SimulatedRows.Normal(random.NextDouble(), random.NextDouble());
        var other = SimulatedRows.Normal(random.NextDouble(), random.NextDouble());
        return
        [
            Text(normal), Text(Math.Exp(other)), Text(-Math.Log(1 - random.NextDouble())), Text(random.NextDouble()),
            Text(random.Next(6) + random.Next(6)), $"v{random.Next(3) + random.Next(4)}",
        ];
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private sealed class NoProgress : IProgress<PhaseProgress>
    {
        public void Report(PhaseProgress value)
        {
        }
    }
}
