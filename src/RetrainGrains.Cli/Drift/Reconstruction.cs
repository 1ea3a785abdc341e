using RetrainGrains.Statistics.Profiles;

namespace RetrainGrains.Cli.Drift;

/// <summary>
/// The error of rows rebuilt from the reference's principal components, with limits from chunks of the reference: it
/// moves when columns stop moving together.
/// </summary>
public sealed record Reconstruction(
    double Value, double StandardError, double? Lower, double? Upper, int KeptComponents, bool Drifted)
{
    private const int ColumnsMin = 2;

    /// <summary>
    /// Computes the reconstruction; null with a single column, or where all components are kept: nothing is lost then.
    /// </summary>
    internal static Reconstruction? Of(ComparedSamples samples)
    {
        var columns = samples.Columns;
        if (columns.Length < ColumnsMin) return null;
        var shares = columns.Select(column => column.IsNumeric ? null : Shares(column)).ToArray();
        var reference = Flat(columns, shares, column => column.Reference, samples.Reference.Compared);
        var current = Flat(columns, shares, column => column.Current, samples.Current.Compared);
        var model = ReconstructionModel.Fit(reference, columns.Length);
        if (model.LostComponents.IsEmpty) return null;
        var limits = model.ThresholdOf(reference);
        var found = model.Compare(current);
        return new Reconstruction(
            found.MeanError, found.StandardError, limits.Lower, limits.Upper, model.KeptComponents,
            limits.Alerts(found.MeanError));
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
