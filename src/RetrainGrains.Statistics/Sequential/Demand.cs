using System.Runtime.CompilerServices;

namespace RetrainGrains.Statistics.Sequential;

/// <summary>The checks of the arguments of sequential tests.</summary>
internal static class Demand
{
    public static void Chance(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value > 0 && value < 1)) throw Refused(name, value, "lies strictly between 0 and 1");
    }

    public static void Variance(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value >= 0 && value < double.PositiveInfinity)) throw Refused(name, value, "is finite and not negative");
    }

    public static void Positive(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value > 0 && value < double.PositiveInfinity)) throw Refused(name, value, "is finite and above 0");
    }

    public static void Between(
        double value, double low, double high, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value >= low && value <= high)) throw Refused(name, value, $"lies between {low} and {high}");
    }

    private static ArgumentOutOfRangeException Refused(string? name, double value, string rule) =>
        new(name, value, $"{name} {rule}.");
}
