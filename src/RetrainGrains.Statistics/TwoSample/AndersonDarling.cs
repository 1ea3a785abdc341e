using MathNet.Numerics;

namespace RetrainGrains.Statistics.TwoSample;

/// <summary>
/// A test like Kolmogorov–Smirnov, with more weight on the tails. Scholz &amp; Stephens (1987), eq. 7 for ties; the
/// chance is interpolated in their table and, as in scipy, never leaves its ends 0.001 and 0.25.
/// </summary>
public static class AndersonDarling
{
    private static readonly double[] Levels = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001];

    // b₀ + b₁ + b₂ of their table 2, for two samples.
    private static readonly double[] CriticalValues = [0.325, 1.226, 1.961, 2.718, 3.752, 4.592, 6.546];
    private static readonly double[] LogLevel =
        Fit.Polynomial(CriticalValues, [.. Levels.Select(level => Math.Log(level))], 2);

    public static TestReport Test(ReadOnlySpan<double> reference, ReadOnlySpan<double> current)
    {
        var (values, r, c) = Histogram.Categories(reference, current);
        double n = reference.Length, m = current.Length, rows = n + m;
        if (rows < 4) throw new ArgumentException($"there are {rows} rows; at least 4 are needed", nameof(current));
        if (values.Length < 2) return new TestReport(0, 1);
        double sum = 0, currentSum = 0, below = 0, referenceBelow = 0;
        for (var index = 0; index < values.Length; index++)
        {
            double both = r[index] + c[index];
            var middle = below + both / 2;
            var referenceMiddle = referenceBelow + r[index] / 2.0;
            var weight = both / rows / (middle * (rows - middle) - rows * both / 4);
            sum += weight * Math.Pow(rows * referenceMiddle - middle * n, 2);
            currentSum += weight * Math.Pow(rows * (middle - referenceMiddle) - middle * m, 2);
            below += both;
            referenceBelow += r[index];
        }
        var statistic = (rows - 1) / rows * (sum / n + currentSum / m);
        var standardised = (statistic - 1) / Math.Sqrt(Variance(n, m));
        return new TestReport(standardised, PValue(standardised));
    }

    private static double PValue(double statistic)
    {
        if (statistic < CriticalValues[0]) return Levels[0];
        if (statistic > CriticalValues[^1]) return Levels[^1];
        return Math.Exp(Polynomial.Evaluate(statistic, LogLevel));
    }

    // Their eq. 4, for k = 2.
    private static double Variance(double n, double m)
    {
        var rows = n + m;
        var bigH = 1 / n + 1 / m;
        double h = 1, g = 0;
        for (var i = (int)rows - 1; i >= 2; i--)
        {
            h += 1.0 / i;
            g += (h - 1) / (rows - i + 1);
        }
        var a = 4 * g - 6 + (10 - 6 * g) * bigH;
        var b = 4 * (2 * g - 4) + 16 * h + (2 * g - 14 * h - 4) * bigH - 8 * h + 4 * g - 6;
        var c = 4 * (6 * h + 2 * g - 2) + 2 * (4 * h - 4 * g + 6) + (2 * h - 6) * bigH + 4 * h;
        var d = 4 * (2 * h + 6) - 8 * h;
        return (((a * rows + b) * rows + c) * rows + d) / ((rows - 1) * (rows - 2) * (rows - 3));
    }
}
