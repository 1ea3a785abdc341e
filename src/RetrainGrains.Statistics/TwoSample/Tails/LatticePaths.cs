namespace RetrainGrains.Statistics.TwoSample.Tails;

/// <summary>
/// The exact tail of the two-sample Kolmogorov–Smirnov statistic: the share of lattice paths from (0, 0) to (n, m)
/// that touch |x/n − y/m| ≥ steps / lcm(n, m). Only positive terms are added, so small chances keep all digits
/// (T. Viehmann, "Numerically more stable computation of the p-values for the two-sample Kolmogorov–Smirnov test",
/// 2021).
/// </summary>
internal static class LatticePaths
{
    // exp of less than this is no double but zero.
    private const double SmallestLog = -745.2;

    public static double ChanceOfLeaving(int n, int m, long steps)
    {
        if (steps == 0) return 1;
        // At most e · exp(−2 nm / (n + m) D²) (Wei & Dudley 2012): samples far apart need no count of paths.
        var distance = steps * (double)Divisor(n, m) / n / m;
        if (1 - 2.0 * n * m / ((double)n + m) * distance * distance < SmallestLog) return 0;
        return Math.Min(1, n == m ? Square(n, (int)steps) : Rectangle(Math.Max(n, m), Math.Min(n, m), steps));
    }

    // 2 (C(2n, n−h) − C(2n, n−2h) + …) / C(2n, n), nested so that nothing cancels (Gnedenko & Korolyuk 1951).
    private static double Square(int n, int steps)
    {
        var chance = 0.0;
        for (var k = n / steps; k >= 0; k--)
        {
            var ratio = 1.0;
            for (var j = 0; j < steps; j++)
            {
                ratio = ((long)n - (long)k * steps - j) * ratio / ((long)n + (long)k * steps + j + 1);
            }
            chance = ratio * (1 - chance);
        }
        return 2 * chance;
    }

    private static double Rectangle(int n, int m, long steps)
    {
        var divisor = Divisor(n, m);
        long stepX = m / divisor, stepY = n / divisor;
        // One row of the lattice. What has not been reached inside of the corridor yet lies above it: left for sure.
        var chances = new double[m + 1];
        Array.Fill(chances, 1);
        chances[0] = 0;
        for (var x = 0; x <= n; x++)
        {
            // Inside: |x · stepX − y · stepY| < steps.
            var lowest = Math.Max(0, FloorDivide(x * stepX - steps, stepY) + 1);
            var highest = Math.Min(m, FloorDivide(x * stepX + steps - 1, stepY));
            var left = lowest == 0 ? 0 : 1.0;
            for (var y = (int)lowest; y <= highest; y++)
            {
                if (x + y > 0) chances[y] = (chances[y] * x + left * y) / (x + y);
                left = chances[y];
            }
            if (highest < lowest) return 1;
        }
        return chances[m];
    }

    private static int Divisor(int n, int m) => (int)System.Numerics.BigInteger.GreatestCommonDivisor(n, m);

    private static long FloorDivide(long a, long b) => a >= 0 ? a / b : -((-a + b - 1) / b);
}
