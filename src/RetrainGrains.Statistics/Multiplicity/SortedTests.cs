using System.Runtime.CompilerServices;

namespace RetrainGrains.Statistics.Multiplicity;

/// <summary>
/// The p-values, or inverses of e-values, checked, in rising order, and the way back to the caller's.
/// </summary>
internal sealed class SortedTests
{
    private readonly int[] order;

    private SortedTests(double[] values, int[] order) => (Values, this.order) = (values, order);

    public double[] Values { get; }

    public static SortedTests OfPValues(ReadOnlySpan<double> pValues)
    {
        foreach (var pValue in pValues) CheckPValue(pValue, nameof(pValues));
        return Sort(pValues.ToArray());
    }

    public static SortedTests OfInverses(ReadOnlySpan<double> eValues)
    {
        var inverses = new double[eValues.Length];
        for (var test = 0; test < inverses.Length; test++)
        {
            CheckEValue(eValues[test], nameof(eValues));
            inverses[test] = 1 / eValues[test];
        }
        return Sort(inverses);
    }

    /// <summary>
    /// Reports the adjusted values and the first tests, which are rejected, back in the caller's order.
    /// </summary>
    public CorrectionReport Report(double[] adjusted, int rejections)
    {
        var pValues = new double[order.Length];
        var rejected = new bool[order.Length];
        for (var rank = 0; rank < order.Length; rank++)
        {
            pValues[order[rank]] = Math.Min(1, adjusted[rank]);
            rejected[order[rank]] = rank < rejections;
        }
        return new CorrectionReport([.. pValues], [.. rejected]);
    }

    public static void CheckAlpha(double alpha)
    {
        if (alpha is > 0 and < 1) return;
        throw new ArgumentException($"alpha is {alpha}; it must be between 0 and 1", nameof(alpha));
    }

    public static void CheckPValue(double pValue, [CallerArgumentExpression(nameof(pValue))] string name = "")
    {
        if (pValue is >= 0 and <= 1) return;
        throw new ArgumentException($"{name} is {pValue}; it must be 0 to 1", name);
    }

    public static void CheckEValue(double eValue, [CallerArgumentExpression(nameof(eValue))] string name = "")
    {
        if (eValue >= 0) return;
        throw new ArgumentException($"{name} is {eValue}; it must not be negative", name);
    }

    private static SortedTests Sort(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(values, order);
        return new SortedTests(values, order);
    }
}
