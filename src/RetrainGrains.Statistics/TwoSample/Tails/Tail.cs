using MathNet.Numerics;

namespace RetrainGrains.Statistics.TwoSample.Tails;

/// <summary>
/// The upper tails of the test distributions with relative precision, however small: one minus a distribution function
/// has none left where alarms are decided after a correction over many tests.
/// </summary>
internal static class Tail
{
    private const double Tiny = 1e-300;

    public static double Normal(double z) => 0.5 * SpecialFunctions.Erfc(z / Math.Sqrt(2));

    public static double TwoSidedNormal(double z) => Math.Min(1, SpecialFunctions.Erfc(Math.Abs(z) / Math.Sqrt(2)));

    /// <summary>Computes P(T ≥ |t|) + P(T ≤ −|t|).</summary>
    public static double TwoSidedStudent(double t, double degrees)
    {
        var square = t * t;
        if (double.IsInfinity(square)) return 0;
        return Beta(degrees / 2, 0.5, degrees / (degrees + square), square / (degrees + square));
    }

    public static double Fisher(double f, double degrees, double degreesBelow)
    {
        if (double.IsInfinity(f)) return 0;
        var whole = degreesBelow + degrees * f;
        return Beta(degreesBelow / 2, degrees / 2, degreesBelow / whole, degrees * f / whole);
    }

    public static double ChiSquared(double x, double degrees) => x <= 0 ? 1 : UpperGamma(degrees / 2, x / 2);

    /// <summary>The value that chi-squared passes with the given chance.</summary>
    public static double ChiSquaredAt(double chance, double degrees)
    {
        var (low, high) = (0.0, Math.Max(1, degrees));
        while (ChiSquared(high, degrees) > chance) (low, high) = (high, 2 * high);
        // Halving 200 times ends at neighbouring doubles from any start; it has no bad starting point, unlike Newton.
        for (var step = 0; step < 200; step++)
        {
            var middle = (low + high) / 2;
            if (middle <= low || middle >= high) break;
            if (ChiSquared(middle, degrees) > chance) low = middle;
            else high = middle;
        }
        return high;
    }

    /// <summary>The regularised incomplete beta function Iₓ(a, b), with y = 1 − x known without rounding.</summary>
    public static double Beta(double a, double b, double x, double y)
    {
        if (x <= 0) return 0;
        if (y <= 0) return 1;
        var factor = Saddlepoint.BetaFactor(a, b, x, y);
        return x < (a + 1) / (a + b + 2)
            ? factor * BetaFraction(a, b, x) / a
            : 1 - factor * BetaFraction(b, a, y) / b;
    }

    private static double UpperGamma(double a, double x)
    {
        var factor = Saddlepoint.GammaFactor(a, x);
        return x < a + 1 ? 1 - factor * LowerGammaSeries(a, x) : factor * UpperGammaFraction(a, x);
    }

    private static double LowerGammaSeries(double a, double x)
    {
        var (sum, term) = (1 / a, 1 / a);
        for (var n = a + 1; term > sum * 1e-17; n++)
        {
            term *= x / n;
            sum += term;
        }
        return sum;
    }

    // Lentz's method as Thompson & Barnett (1986) modified it, for the two fractions of Abramowitz & Stegun. The loops
    // end at NaN too, which compares false with everything.
    private static double UpperGammaFraction(double a, double x) // A&S 6.5.31, even part
    {
        var b = x + 1 - a;
        var (c, d) = (1 / Tiny, 1 / b);
        var value = d;
        for (var i = 1.0; ; i++)
        {
            var numerator = -i * (i - a);
            b += 2;
            d = 1 / NotZero(numerator * d + b);
            c = NotZero(b + numerator / c);
            value *= d * c;
            if (!(Math.Abs(d * c - 1) >= 1e-15)) return value;
        }
    }

    private static double BetaFraction(double a, double b, double x) // A&S 26.5.8
    {
        var c = 1.0;
        var d = 1 / NotZero(1 - (a + b) * x / (a + 1));
        var value = d;
        for (var m = 1.0; ; m++)
        {
            Step(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)));
            var change = Step(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)));
            if (!(Math.Abs(change - 1) >= 1e-15)) return value;
        }

        double Step(double numerator)
        {
            d = 1 / NotZero(1 + numerator * d);
            c = NotZero(1 + numerator / c);
            value *= d * c;
            return d * c;
        }
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
