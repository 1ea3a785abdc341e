namespace RetrainGrains.Statistics.TwoSample.Tails;

/// <summary>
/// The chance P(Dₙ ≥ d) of Kolmogorov's one-sample statistic, which the two-sample statistic tends to with n = n₁n₂ /
/// (n₁ + n₂). R. Simard and P. L'Ecuyer, "Computing the two-sided Kolmogorov–Smirnov distribution", J. Stat. Software
/// 39 (2011) divide the plane: Durbin's matrix as Marsaglia, Tsang and Wang (2003) power it, Pelz and Good (1976), and
/// twice the one-sided tail (Miller 1956), whose formula is Smirnov's.
/// </summary>
internal static class KolmogorovTail
{
    private const int SmallSample = 140;
    private const int LargestMatrixSample = 100_000;
    private const int LargestSummedSample = 1_000_000;

    public static double Of(int n, double d)
    {
        var t = n * d;
        if (t <= 0.5) return 1;
        if (d >= 1) return 0;
        if (t <= 1) return 1 - LowestPiece(n, t);
        if (t >= n - 1) return 2 * Math.Pow(1 - d, n);
        var square = t * d;
        if (d >= 0.5 || square >= (n <= SmallSample ? 4 : 2.2)) return Math.Min(1, 2 * OneSided(n, d));
        var exact = n <= SmallSample || (n <= LargestMatrixSample && n * Math.Pow(d, 1.5) <= 1.4);
        return Math.Clamp(1 - (exact ? DurbinMatrix.Below(n, d) : PelzGood(n, d)), 0, 1);
    }

    // Ruben and Gambino: n! (2d − 1/n)ⁿ.
    private static double LowestPiece(int n, double t) =>
        Math.Exp(Saddlepoint.StirlingError(n) + 0.5 * Math.Log(2 * Math.PI * n) + n * (Math.Log(2 * t - 1) - 1));

    // Smirnov: d Σ C(n, j) (d + j/n)^(j−1) (1 − d − j/n)^(n−j); all terms are positive. Beyond a million rows the
    // limit with its correction term (Maag & Dicaire 1971) is as exact as the sum, and does not cost O(n).
    private static double OneSided(int n, double d)
    {
        if (n > LargestSummedSample) return Math.Exp(-Math.Pow(6 * n * d + 1, 2) / 18 / n);
        var sum = 0.0;
        for (var j = 0; j <= n * (1 - d); j++)
        {
            var p = d + (double)j / n;
            var q = Math.Max(0, (n - j) / (double)n - d);
            sum += Saddlepoint.Binomial(j, n, p, q) / p;
        }
        return d * sum;
    }

    // K₀ + K₁/√n + K₂/n + K₃/n^1.5, each a theta series in exp(−π²/8z²) that converges fast for small z.
    private static double PelzGood(int n, double d)
    {
        var z = Math.Sqrt(n) * d;
        var (z2, z4, z6) = (z * z, Math.Pow(z, 4), Math.Pow(z, 6));
        double k0 = 0, k1 = 0, k2 = 0, k3 = 0, k2Even = 0, k3Even = 0;
        for (var k = (int)Math.Ceiling(16 * z / Math.PI); k >= 1; k--)
        {
            var odd = Math.Pow((2 * k - 1) * Math.PI / 2, 2);
            var weight = Math.Exp(-odd / (2 * z2));
            k0 += weight;
            k1 += weight * (odd - z2);
            k2 += weight * (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * odd + (1 - 2 * z2) * odd * odd);
            k3 += weight * (-30 * z6 - 90 * z6 * z2 + (135 * z4 - 96 * z6) * odd
                + (212 * z4 - 60 * z2) * odd * odd + (5 - 30 * z2) * odd * odd * odd);
            var even = Math.Pow(k * Math.PI, 2);
            weight = Math.Exp(-even / (2 * z2));
            k2Even += weight * even;
            k3Even += weight * even * (3 * z2 - even);
        }
        k0 /= z;
        k1 /= 6 * z4;
        k2 = k2 / (72 * z6 * z) - k2Even / (36 * z2 * z);
        k3 = k3 / (6480 * z6 * z4) + k3Even / (216 * z6);
        return Math.Sqrt(2 * Math.PI) * (k0 + k1 / Math.Sqrt(n) + k2 / n + k3 / (n * Math.Sqrt(n)));
    }
}
