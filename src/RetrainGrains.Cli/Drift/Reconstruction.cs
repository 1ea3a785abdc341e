using RetrainGrains.Statistics.Profiles;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Cli.Drift;

/// <summary>
/// The error of rows rebuilt from the reference's principal components: it moves when columns stop moving together. The
/// limits of the guarded profile are those of windows of the current size, drawn from the rows of both sides that the
/// components were not fitted to; with a tool they are NannyML's, from chunks of the reference.
/// </summary>
public sealed record Reconstruction(
    double Value, double StandardError, double? Lower, double? Upper, int KeptComponents, bool Drifted)
{
    private const int ColumnsMin = 2;

    // As many parts of the reference are fitted and held out in turn, so that no season is in one half alone.
    private const int Parts = 50;

    /// <summary>The chance of an error as far out where nothing has changed; null for a tool's limits.</summary>
    public double? PValue { get; init; }
    public double? Level { get; init; }

    /// <summary>
    /// Computes the reconstruction; null with a single column, or where all components are kept: nothing is lost then.
    /// </summary>
    internal static Reconstruction? Of(ComparedSamples samples)
    {
        if (Rows.Of(samples) is not { } rows) return null;
        var model = ReconstructionModel.Fit(rows.Reference, rows.Columns);
        if (model.LostComponents.IsEmpty) return null;
        var limits = model.ThresholdOf(rows.Reference);
        var found = model.Compare(rows.Current);
        return new Reconstruction(
            found.MeanError, found.StandardError, limits.Lower, limits.Upper, model.KeptComponents,
            limits.Alerts(found.MeanError));
    }

    /// <summary>Computes the reconstruction with limits that hold a rate of false alarms at any size.</summary>
    internal static Reconstruction? Guarded(
        ComparedSamples samples, int seed, double rowsPerIndependentRow, CancellationToken cancellation)
    {
        if (Rows.Of(samples) is not { } rows) return null;
        var (fitted, held) = rows.HalvesOfReference(seed);
        var model = ReconstructionModel.Fit(fitted, rows.Columns);
        if (model.LostComponents.IsEmpty) return null;
        var errors = model.Errors(rows.Current);
        var most = Math.Min(errors.Length, held.Length / rows.Columns);
        var block = (int)Math.Clamp(Math.Ceiling(rowsPerIndependentRow), 1, most);
        var report = WindowMeanTest.Test(
            model.Errors(held), errors, GuardedRate.Reconstruction, seed, block, cancellation: cancellation);
        return new Reconstruction(
            report.Mean, model.Compare(rows.Current).StandardError, report.Lower, report.Upper, model.KeptComponents,
            report.PValue <= GuardedRate.Reconstruction)
        {
            PValue = report.PValue, Level = GuardedRate.Reconstruction,
        };
    }

    /// <summary>
    /// The rows of both sides as flat matrices; a column without a value in the reference is left out.
    /// </summary>
    private sealed record Rows(int Columns, double[] Reference, double[] Current)
    {
        public static Rows? Of(ComparedSamples samples)
        {
            ImmutableArray<ComparedColumn> columns =
                [.. samples.Columns.Where(column => column.Reference.Any(value => !double.IsNaN(value)))];
            if (columns.Length < ColumnsMin) return null;
            var shares = columns.Select(column => column.IsNumeric ? null : Shares(column)).ToArray();
            return new Rows(
                columns.Length,
                Flat(columns, shares, column => column.Reference, samples.Reference.Compared),
                Flat(columns, shares, column => column.Current, samples.Current.Compared));
        }

        // Neighbouring rows resemble each other: whole parts go to one half.
        public (double[] Fitted, double[] Held) HalvesOfReference(int seed)
        {
            bool[] isFitted = [.. Enumerable.Range(0, Parts).Select(part => part % 2 == 0)];
            new Random(seed).Shuffle(isFitted);
            var count = Reference.Length / Columns;
            var (fitted, held) = (new List<double>(Reference.Length), new List<double>(Reference.Length));
            for (var row = 0; row < count; row++)
            {
                var half = isFitted[(int)((long)row * Parts / count)] ? fitted : held;
                half.AddRange(Reference.AsSpan(row * Columns, Columns));
            }
            return ([.. fitted], [.. held]);
        }
    }

    // A category's share of the reference's rows: what NannyML takes for its number.
    private static double[] Shares(ComparedColumn column)
    {
        var present = column.PresentReference;
        var counts = new double[column.Categories.Length];
        foreach (var code in present) counts[(int)code] += 1.0 / present.Length;
        return counts;
    }

    private static double[] Flat(
        ImmutableArray<ComparedColumn> columns, double[]?[] shares, Func<ComparedColumn, double[]> side, int count)
    {
        var flat = new double[count * columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            var values = side(columns[i]);
            for (var row = 0; row < count; row++)
            {
                var value = values[row];
                flat[row * columns.Length + i] =
                    shares[i] is { } of && !double.IsNaN(value) ? of[(int)value] : value;
            }
        }
        return flat;
    }
}
