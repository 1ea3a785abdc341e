using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Statistics.Tests.Streaming;

/// <summary>The streams of published vectors, and the indices at which a detector alarms on one.</summary>
internal static class Streams
{
    private static readonly int[] Low = [0, 1];
    private static readonly int[] High = [4, 5, 6, 7];

    /// <summary>The example of river's manuals: a jump at 1000, once or twice.</summary>
    public static double[] LowHigh(uint seed, int times = 1)
    {
        var random = new PythonRandom(seed);
        return
        [
            .. Enumerable.Range(0, times).SelectMany(_ => (double[])
                [.. random.Choices(Low, 1000), .. random.Choices(High, 1000)]),
        ];
    }

    /// <summary>The example of river's detectors of binary streams: errors go from a half to seven tenths.</summary>
    public static double[] WorseBits()
    {
        var random = new PythonRandom(42);
        return [.. random.Choices(Low, 1000), .. random.Bits(0.7, 1000)];
    }

    public static double[] Normal(int seed, int count, double mean = 0, double deviation = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => mean + deviation * Normal(random))];
    }

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    public static int[] Alarms(ChangeDetector detector, IEnumerable<double> stream) =>
        Indices(detector, stream, ChangeSignal.Drift);

    public static int[] Indices(ChangeDetector detector, IEnumerable<double> stream, ChangeSignal signal) =>
        [.. stream.Index().Where(at => detector.Update(at.Item) == signal).Select(at => at.Index)];
}
