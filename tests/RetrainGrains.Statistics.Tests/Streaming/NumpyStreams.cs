using System.Runtime.CompilerServices;

namespace RetrainGrains.Statistics.Tests.Streaming;

/// <summary>
/// The three streams of river/drift/test_drift_detectors.py, drawn with NumPy's seed 12345 and written as digits: one
/// line of NumpyStreams.txt each.
/// </summary>
internal static class NumpyStreams
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Folder(), "NumpyStreams.txt"));

    /// <summary>randint(2) 1000 times, then randint(8) 1000 times.</summary>
    public static double[] LowHigh => Digits(0);

    /// <summary>binomial(1, 0.2) 1000 times, then binomial(1, 0.8) 1000 times.</summary>
    public static double[] WorseBits => Digits(1);

    /// <summary>Signs of normal(0, 0.1) and normal(0.25, 0.1), 500 of each, twice.</summary>
    public static double[] SwitchingBits => Digits(2);

    private static double[] Digits(int line) => [.. Lines[line].Select(digit => (double)(digit - '0'))];

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
