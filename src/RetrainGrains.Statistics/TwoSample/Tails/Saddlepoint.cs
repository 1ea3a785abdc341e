namespace RetrainGrains.Statistics.TwoSample.Tails;

/// <summary>
/// The densities to full precision at any size, by Stirling's error and the deviance part of C. Loader, "Fast and
/// accurate computation of binomial probabilities" (2000). Logarithms of large gamma functions would lose half of the
/// digits.
/// </summary>
internal static class Saddlepoint
{
    private const int Tabulated = 15;

    // ln n! − (n + ½) ln n + n − ½ ln 2π at n = 0, ½, 1 … 15, where the series does not reach.
    private static readonly double[] Halves = BuildTable();

    /// <summary>Computes xᵃ · yᵇ / B(a, b) with x + y = 1.</summary>
    public static double BetaFactor(double a, double b, double x, double y)
    {
        var n = a + b;
        var exponent = StirlingError(n) - StirlingError(a) - StirlingError(b) - Deviance(a, n * x) - Deviance(b, n * y);
        return Math.Exp(exponent) * Math.Sqrt(a * (b / n) / (2 * Math.PI));
    }

    /// <summary>Computes xᵃ · e⁻ˣ / Γ(a).</summary>
    public static double GammaFactor(double a, double x) =>
        Math.Exp(-StirlingError(a) - Deviance(a, x)) * Math.Sqrt(a / (2 * Math.PI));

    /// <summary>The chance of k successes in n trials of chance p, where q = 1 − p.</summary>
    public static double Binomial(double k, double n, double p, double q)
    {
        if (p == 0) return k == 0 ? 1 : 0;
        if (q == 0) return k == n ? 1 : 0;
        if (k == 0) return Math.Exp(n * (p < q ? double.LogP1(-p) : Math.Log(q)));
        if (k == n) return Math.Exp(n * (q < p ? double.LogP1(-q) : Math.Log(p)));
        var rest = n - k;
        var exponent = StirlingError(n) - StirlingError(k) - StirlingError(rest)
            - Deviance(k, n * p) - Deviance(rest, n * q);
        return Math.Exp(exponent) * Math.Sqrt(n / (2 * Math.PI * k * rest));
    }

    /// <summary>The chance of k marked in a draw of size n from a population with that many marked.</summary>
    public static double Hypergeometric(double k, double population, double marked, double n)
    {
        var (p, q) = (n / population, (population - n) / population);
        return Binomial(k, marked, p, q) * Binomial(n - k, population - marked, p, q) / Binomial(n, population, p, q);
    }

    /// <summary>Computes x ln(x / mean) + mean − x, without the cancellation near the mean.</summary>
    internal static double Deviance(double x, double mean)
    {
        if (!(Math.Abs(x - mean) < 0.1 * (x + mean))) return x * Math.Log(x / mean) + mean - x;
        var v = (x - mean) / (x + mean);
        var sum = (x - mean) * v;
        var term = 2 * x * v;
        for (var j = 3; ; j += 2)
        {
            term *= v * v;
            var next = sum + term / j;
            if (next == sum) return sum;
            sum = next;
        }
    }

    /// <summary>Computes ln Γ(n + 1) − (n + ½) ln n + n − ½ ln 2π.</summary>
    internal static double StirlingError(double n)
    {
        if (n <= Tabulated)
        {
            var index = 2 * n;
            return index == Math.Floor(index) ? Halves[(int)index] : ShiftedError(n);
        }
        return Series(n);
    }

    // Γ(n + 1) = Γ(n + 2) / (n + 1) carries the error down from where the series is exact.
    private static double ShiftedError(double n)
    {
        var shift = 0.0;
        for (; n <= Tabulated; n++) shift += (n + 0.5) * double.LogP1(1 / n) - 1;
        return Series(n) + shift;
    }

    // Bernoulli numbers B₂ⱼ / (2j (2j − 1)); beyond 15 seven terms leave less than one unit of the last place.
    private static double Series(double n)
    {
        var square = 1 / (n * n);
        return (1 / 12.0 - square * (1 / 360.0 - square * (1 / 1260.0 - square * (1 / 1680.0 - square
            * (1 / 1188.0 - square * (691 / 360360.0 - square / 156)))))) / n;
    }

    private static double[] BuildTable()
    {
        var table = new double[2 * Tabulated + 1];
        for (var index = 1; index < table.Length; index++) table[index] = ShiftedError(index / 2.0);
        return table;
    }
}
