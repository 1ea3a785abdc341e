using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using RetrainGrains.Statistics.TwoSample;

namespace RetrainGrains.Statistics.Profiles;

/// <summary>
/// The data reconstruction of NannyML: rows are standardised, pressed through the reference's first principal
/// components and rebuilt; the mean distance to the original moves when features stop moving together, even if each of
/// them stays as it was. Matrices are flat, row by row. A missing value (NaN) counts as the reference's mean;
/// categories must come as their share in the reference.
/// </summary>
public sealed record ReconstructionModel(
    ImmutableArray<double> Means, ImmutableArray<double> Scales, int KeptComponents,
    ImmutableArray<double> LostComponents)
{
    // The decomposition costs the cube of the columns.
    public const int MaximumColumns = 1_000;

    /// <summary>Keeps as many components as explain more than this share of the variance.</summary>
    public static ReconstructionModel Fit(ReadOnlySpan<double> rows, int columns, double explainedVariance = 0.65)
    {
        if (columns is < 2 or > MaximumColumns)
        {
            throw new ArgumentException($"columns is {columns}; it must be 2 to {MaximumColumns}", nameof(columns));
        }
        if (!(explainedVariance is > 0 and < 1))
        {
            throw new ArgumentException(
                $"explainedVariance is {explainedVariance}; it must be between 0 and 1", nameof(explainedVariance));
        }
        Check(rows, columns, 2);
        var (means, scales) = Standard(rows, columns);
        var decomposition = Correlation(rows, means, scales).Evd(Symmetricity.Symmetric);
        // Eigenvalues come in rising order; rounding can leave those of constant columns below zero.
        double[] variances = [.. decomposition.EigenValues.Select(value => Math.Max(0, value.Real))];
        var lost = Lost(variances, explainedVariance);
        var components = ImmutableArray.CreateBuilder<double>(lost * columns);
        for (var component = 0; component < lost; component++)
        {
            for (var column = 0; column < columns; column++)
            {
                components.Add(decomposition.EigenVectors[column, component]);
            }
        }
        return new ReconstructionModel([.. means], [.. scales], columns - lost, components.ToImmutable());
    }

    public ReconstructionReport Compare(ReadOnlySpan<double> rows)
    {
        var errors = Errors(rows);
        var moments = Moments.Of(errors);
        return new ReconstructionReport(
            errors.Length, moments.Mean, moments.StandardDeviation / Math.Sqrt(errors.Length));
    }

    /// <summary>Computes the distance of each row to the rebuilt one.</summary>
    public double[] Errors(ReadOnlySpan<double> rows)
    {
        var columns = Means.Length;
        Check(rows, columns, 1);
        var errors = new double[rows.Length / columns];
        var deviations = new double[columns];
        for (var row = 0; row < errors.Length; row++)
        {
            Standardise(rows.Slice(row * columns, columns), Means.AsSpan(), Scales.AsSpan(), deviations);
            errors[row] = ErrorOf(deviations);
        }
        return errors;
    }

    /// <summary>
    /// Computes the limits from consecutive chunks of the reference; the last one takes what is left over.
    /// </summary>
    public ChunkThreshold ThresholdOf(ReadOnlySpan<double> rows, int chunks = 10)
    {
        var columns = Means.Length;
        Check(rows, columns, 2);
        var size = rows.Length / columns / Math.Max(1, chunks);
        if (chunks < 2 || size < 1)
        {
            throw new ArgumentException(
                $"chunks is {chunks}; it must be 2 to the number of rows, {rows.Length / columns}", nameof(chunks));
        }
        var errors = new double[chunks];
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var start = chunk * size * columns;
            var end = chunk == chunks - 1 ? rows.Length : start + size * columns;
            errors[chunk] = Compare(rows[start..end]).MeanError;
        }
        return ChunkThreshold.Of(errors);
    }

    // The length of what the lost components hold of a row is its distance to the rebuilt one.
    private double ErrorOf(ReadOnlySpan<double> deviations)
    {
        var squares = 0.0;
        for (var start = 0; start < LostComponents.Length; start += deviations.Length)
        {
            var part = 0.0;
            for (var column = 0; column < deviations.Length; column++)
            {
                part += LostComponents[start + column] * deviations[column];
            }
            squares += part * part;
        }
        return Math.Sqrt(squares);
    }

    private static int Lost(double[] variances, double explainedVariance)
    {
        var limit = explainedVariance * variances.Sum();
        var (kept, explained) = (0, 0.0);
        while (kept < variances.Length && explained <= limit) explained += variances[^++kept];
        return variances.Length - kept;
    }

    private static (double[] Means, double[] Scales) Standard(ReadOnlySpan<double> rows, int columns)
    {
        var (means, scales) = (new double[columns], new double[columns]);
        for (var column = 0; column < columns; column++)
        {
            var present = new List<double>();
            for (var index = column; index < rows.Length; index += columns)
            {
                if (!double.IsNaN(rows[index])) present.Add(rows[index]);
            }
            if (present.Count == 0)
            {
                throw new ArgumentException($"column {column} has no values; it needs at least one", nameof(rows));
            }
            var moments = Moments.Of(present.ToArray());
            // Missing values count as the mean, and so as rows without deviation.
            var variance = moments.Variance * (present.Count - 1) * columns / rows.Length;
            // A constant is left as it is; rounding alone is no spread.
            var constant = Math.Sqrt(variance) <= Math.Abs(moments.Mean) * 1e-14;
            (means[column], scales[column]) = (moments.Mean, constant ? 1 : Math.Sqrt(variance));
        }
        return (means, scales);
    }

    private static DenseMatrix Correlation(ReadOnlySpan<double> rows, double[] means, double[] scales)
    {
        var columns = means.Length;
        var sums = new double[columns * columns];
        var deviations = new double[columns];
        for (var start = 0; start < rows.Length; start += columns)
        {
            Standardise(rows.Slice(start, columns), means, scales, deviations);
            for (var column = 0; column < columns; column++)
            {
                for (var other = 0; other <= column; other++)
                {
                    sums[column * columns + other] += deviations[column] * deviations[other];
                }
            }
        }
        double count = rows.Length / columns;
        return DenseMatrix.Create(
            columns, columns, (i, j) => sums[Math.Max(i, j) * columns + Math.Min(i, j)] / count);
    }

    private static void Standardise(
        ReadOnlySpan<double> row, ReadOnlySpan<double> means, ReadOnlySpan<double> scales, Span<double> deviations)
    {
        for (var column = 0; column < row.Length; column++)
        {
            deviations[column] = double.IsNaN(row[column]) ? 0 : (row[column] - means[column]) / scales[column];
        }
    }

    private static void Check(ReadOnlySpan<double> rows, int columns, int atLeast)
    {
        if (rows.Length % columns != 0 || rows.Length / columns < atLeast)
        {
            throw new ArgumentException(
                $"rows has {rows.Length} values; it must be whole rows of {columns}, at least {atLeast}", nameof(rows));
        }
        for (var index = 0; index < rows.Length; index++)
        {
            if (!double.IsInfinity(rows[index])) continue;
            throw new ArgumentException($"rows[{index}] is {rows[index]}; it must be finite or NaN", nameof(rows));
        }
    }
}
