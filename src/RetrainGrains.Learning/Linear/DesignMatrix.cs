using System.Runtime.Intrinsics;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Learning.Linear;

/// <summary>
/// The features as standardised columns: missing values at the mean, categories one-hot, constant columns left out. Of
/// more categories than there is room for, the most frequent have columns, and the others are told apart by none.
/// </summary>
internal sealed class DesignMatrix
{
    public const int MinimumRows = 10;

    // The normal equations cost rows x columns^2: 500 columns on 26,000 rows take seconds.
    private const int MaximumColumns = 500;
    private const int NoCategory = -1;
    private readonly DatasetSchema schema;
    private readonly DesignColumn[] columns;
    private readonly int rowCount;

    private DesignMatrix(DatasetSchema schema, int rowCount, DesignColumn[] columns)
    {
        this.schema = schema;
        this.rowCount = rowCount;
        this.columns = columns;
    }

    public int ColumnCount => columns.Length;

    public DesignColumn[] Columns => columns;

    public static string? TooWide(DatasetSchema schema) => schema.Features.Count > MaximumColumns
        ? $"A linear learner takes at most {MaximumColumns} columns; there are {schema.Features.Count} features."
        : null;

    public static DesignMatrix Create(Dataset rows, CancellationToken cancellation)
    {
        var columns = new List<DesignColumn>();
        var weights = rows.Weights.ToArray();
        var kept = CategoriesKept(rows);
        for (var feature = 0; feature < rows.FeatureCount; feature++)
        {
            cancellation.ThrowIfCancellationRequested();
            var description = rows.Schema.Features[feature];
            if (description.Kind == FeatureKind.Numeric)
            {
                AddNumeric(columns, feature, rows.Column(feature), weights);
                continue;
            }

            for (var category = 0; category < description.CategoryCount; category++)
            {
                if (kept?.Contains((feature, category)) == false) continue;
                AddCategory(columns, feature, category, rows.Column(feature), weights);
            }
        }

        return new DesignMatrix(rows.Schema, rows.Count, [.. columns]);
    }

    /// <summary>The lower half of X^T W X + lambda I; without weights W is the identity.</summary>
    public double[][] NormalEquations(double[] weights, double lambda, CancellationToken cancellation)
    {
        var equations = new double[columns.Length][];
        var weighted = new double[rowCount];
        for (var i = 0; i < columns.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var left = columns[i].Values;
            if (weights.Length > 0)
            {
                for (var row = 0; row < weighted.Length; row++) weighted[row] = weights[row] * left[row];
                left = weighted;
            }

            equations[i] = new double[columns.Length];
            for (var j = 0; j <= i; j++) equations[i][j] = Dot(left, columns[j].Values);
            equations[i][i] += lambda;
        }

        return equations;
    }

    /// <summary>Computes X^T v.</summary>
    public double[] Project(double[] vector) => [.. columns.Select(c => Dot(c.Values, vector))];

    /// <summary>Adds X c to what is there.</summary>
    public void AddScores(double[] coefficients, Span<double> scores)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            var values = columns[i].Values;
            for (var row = 0; row < scores.Length; row++) scores[row] += coefficients[i] * values[row];
        }
    }

    /// <summary>Undoes the standardisation, so that scoring sees the features as they come.</summary>
    public LinearModel ToModel(double intercept, double[] coefficients, Link link)
    {
        var means = new double[schema.Features.Count];
        double[][] perFeature = [.. schema.Features.Select(f => new double[Math.Max(1, f.CategoryCount)])];
        for (var i = 0; i < columns.Length; i++)
        {
            var column = columns[i];
            var coefficient = coefficients[i] / column.Deviation;
            if (column.Category == NoCategory)
            {
                means[column.Feature] = column.Mean;
                perFeature[column.Feature][0] = coefficient;
                continue;
            }

            perFeature[column.Feature][column.Category] = coefficient;
            intercept -= coefficient * column.Mean;
        }

        return new LinearModel(intercept, link, [.. schema.Features.Select((f, i) =>
            f.Kind == FeatureKind.Categorical
                ? LinearTerm.Categorical(perFeature[i])
                : LinearTerm.Numeric(means[i], perFeature[i][0]))]);
    }

    // Four fixed partial sums on every machine: the order of addition is part of the result.
    private static double Dot(double[] first, double[] second)
    {
        var sums = Vector256<double>.Zero;
        var i = 0;
        for (; i <= first.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            sums += Vector256.LoadUnsafe(ref first[i]) * Vector256.LoadUnsafe(ref second[i]);
        }

        var sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
        for (; i < first.Length; i++) sum += first[i] * second[i];
        return sum;
    }

    // The most frequent of all features together, the earlier of two that are equally frequent; null: all of them.
    private static HashSet<(int Feature, int Category)>? CategoriesKept(Dataset rows)
    {
        var features = rows.Schema.Features;
        var room = MaximumColumns - features.Count(feature => feature.Kind == FeatureKind.Numeric);
        if (features.Sum(feature => (long)feature.CategoryCount) <= room) return null;
        var counts = new Dictionary<(int Feature, int Category), int>();
        for (var feature = 0; feature < features.Count; feature++)
        {
            if (features[feature].Kind == FeatureKind.Numeric) continue;
            foreach (var code in rows.Column(feature))
            {
                if (float.IsNaN(code)) continue;
                var category = (feature, (int)code);
                counts[category] = counts.GetValueOrDefault(category) + 1;
            }
        }

        return [.. counts.OrderByDescending(one => one.Value).ThenBy(one => one.Key).Take(room).Select(one => one.Key)];
    }

    private static void AddNumeric(
        List<DesignColumn> columns, int feature, ReadOnlySpan<float> source, double[] weights)
    {
        var (sum, known) = (0.0, 0.0);
        for (var row = 0; row < source.Length; row++)
        {
            if (!float.IsNaN(source[row]))
            {
                var weight = WeightOf(weights, row);
                sum += weight * source[row];
                known += weight;
            }
        }

        var mean = known == 0 ? 0 : sum / known;
        var centred = new double[source.Length];
        for (var row = 0; row < centred.Length; row++) centred[row] = float.IsNaN(source[row]) ? 0 : source[row] - mean;
        AddUnlessConstant(columns, feature, NoCategory, mean, centred, weights);
    }

    private static void AddCategory(
        List<DesignColumn> columns, int feature, int category, ReadOnlySpan<float> source, double[] weights)
    {
        var (sum, total) = (0.0, 0.0);
        for (var row = 0; row < source.Length; row++)
        {
            sum += source[row] == category ? WeightOf(weights, row) : 0;
            total += WeightOf(weights, row);
        }

        var mean = sum / total;
        var centred = new double[source.Length];
        for (var row = 0; row < centred.Length; row++) centred[row] = (source[row] == category ? 1 : 0) - mean;
        AddUnlessConstant(columns, feature, category, mean, centred, weights);
    }

    private static double WeightOf(double[] weights, int row) => weights.Length == 0 ? 1 : weights[row];

    private static void AddUnlessConstant(
        List<DesignColumn> columns, int feature, int category, double mean, double[] centred, double[] weights)
    {
        // Deviations below float precision of the mean are rounding.
        const double MinimumRelativeDeviation = 1e-7;
        var deviation = weights.Length == 0
            ? Math.Sqrt(Dot(centred, centred) / centred.Length)
            : Math.Sqrt(Dot([.. centred.Zip(weights, (c, w) => c * w)], centred) / weights.Sum());
        if (!(deviation > MinimumRelativeDeviation * Math.Abs(mean))) return;
        for (var row = 0; row < centred.Length; row++) centred[row] /= deviation;
        columns.Add(new DesignColumn(feature, category, mean, deviation, centred));
    }
}
