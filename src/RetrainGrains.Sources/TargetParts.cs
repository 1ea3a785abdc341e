using MathNet.Numerics.LinearRegression;

namespace RetrainGrains.Sources;

/// <summary>Finds columns that make up a target exactly: parts of a sum, or two numbers whose product it is.</summary>
internal static class TargetParts
{
    // Cells are rounded to some digits; what is made of them is exact to nearly as many.
    private const double Exact = 1e-8;
    private const int PartsMax = 6;
    private const int ProductColumnsMax = 300;
    private const int RowsMin = 30;

    /// <summary>Finds how the target is made of columns, such as «casual + registered»; null: it is not.</summary>
    public static MadeOf? Find((string Name, double[] Values)[] columns, double[] target)
    {
        (string Name, double[] Values)[] whole = [.. columns.Where(column => column.Values.All(double.IsFinite))];
        return Sum(whole, target) ?? Product(whole, target);
    }

    // Each time the column that goes best with what is still open.
    private static MadeOf? Sum((string Name, double[] Values)[] columns, double[] target)
    {
        var total = SquaredDeviations(target);
        var open = target;
        var parts = new List<(string Name, double[] Values)>();
        while (parts.Count < PartsMax)
        {
            var left = columns.Except(parts).ToArray();
            if (left.Length == 0) return null;
            var best = left.MaxBy(column => Covariation(column.Values, open));
            if (!(Covariation(best.Values, open) > 0)) return null;
            parts.Add(best);
            var weights = Weights(parts, target);
            open = Residuals(parts, weights, target);
            if (SquaredDeviations(open) > Exact * total) continue;
            if (parts.Count == 1) return null;
            return new MadeOf(
                [.. parts.Select(part => part.Name)],
                string.Join(" + ", parts.Select((part, i) => Told(part.Name, weights[i + 1]))));
        }
        return null;
    }

    private static MadeOf? Product((string Name, double[] Values)[] columns, double[] target)
    {
        if (columns.Length > ProductColumnsMax) return null;
        int[] rows = [.. Enumerable.Range(0, target.Length).Where(row => target[row] != 0)];
        if (rows.Length < RowsMin) return null;
        bool Is(Func<int, double> made) =>
            rows.All(row => Math.Abs(made(row) - target[row]) <= Math.Abs(target[row]) * 1e-4);
        for (var i = 0; i < columns.Length; i++)
        {
            for (var j = 0; j < columns.Length; j++)
            {
                if (i == j) continue;
                var (a, b) = (columns[i].Values, columns[j].Values);
                ImmutableArray<string> names = [columns[i].Name, columns[j].Name];
                if (i < j && Is(row => a[row] * b[row])) return new MadeOf(names, string.Join(" × ", names));
                if (Is(row => a[row] / b[row])) return new MadeOf(names, string.Join(" / ", names));
            }
        }
        return null;
    }

    private static double[] Weights(List<(string Name, double[] Values)> parts, double[] target)
    {
        double[][] rows = [.. target.Select((_, row) => parts.Select(part => part.Values[row]).ToArray())];
        return MultipleRegression.QR(rows, target, intercept: true);
    }

    private static double[] Residuals(
        List<(string Name, double[] Values)> parts, double[] weights, double[] target) =>
        [
            .. target.Select((value, row) =>
                value - weights[0] - parts.Select((part, i) => weights[i + 1] * part.Values[row]).Sum()),
        ];

    private static double Covariation(double[] values, double[] open)
    {
        var (mean, openMean) = (values.Average(), open.Average());
        var (both, own) = (0.0, 0.0);
        for (var row = 0; row < values.Length; row++)
        {
            both += (values[row] - mean) * (open[row] - openMean);
            own += (values[row] - mean) * (values[row] - mean);
        }
        return own > 0 ? both * both / own : 0;
    }

    private static double SquaredDeviations(double[] values)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean));
    }

    private static string Told(string name, double weight) =>
        Math.Abs(weight - 1) < 1e-4 ? name : $"{weight.ToString("G4", CultureInfo.InvariantCulture)} × {name}";
}

/// <summary>The columns of which something is made, and how it is told.</summary>
internal sealed record MadeOf(ImmutableArray<string> Names, string Told);
