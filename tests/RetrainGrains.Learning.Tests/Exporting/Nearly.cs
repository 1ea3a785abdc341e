namespace RetrainGrains.Learning.Tests.Exporting;

/// <summary>Compares predictions of two programs that sum in single precision.</summary>
internal static class Nearly
{
    private const double SinglePrecision = 4e-6;

    public static void Equal(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var tolerance = SinglePrecision * Math.Max(1, Math.Abs(expected[i]));
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance, $"answer {i} is {actual[i]}, not {expected[i]}");
        }
    }
}
