namespace RetrainGrains.Statistics.Tests.TwoSample;

/// <summary>Two implementations of one number may differ by rounding, and by no more.</summary>
internal static class Agreement
{
    private const double Relative = 1e-9;

    public static void Assert(double expected, double actual, string what, double absolute = 0)
    {
        var allowed = Math.Max(absolute, Relative * Math.Max(Math.Abs(expected), Math.Abs(actual)));
        var near = expected.Equals(actual) || Math.Abs(expected - actual) <= allowed;
        Xunit.Assert.True(near, $"{what}: expected {expected:R}, found {actual:R}");
    }
}
