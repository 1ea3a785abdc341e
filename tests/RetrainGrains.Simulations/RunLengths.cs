using MathNet.Numerics.Random;
using RetrainGrains.Statistics.Streaming;

namespace RetrainGrains.Simulations;

/// <summary>The stream that an e-detector follows.</summary>
public enum SimulatedStream
{
    /// <summary>Wrong or right, at a rate of 3 %.</summary>
    RareErrors = 0,

    /// <summary>Wrong or right, at a rate of 30 %.</summary>
    FrequentErrors = 1,

    /// <summary>The fourth power of a uniform number.</summary>
    SkewedLosses = 2,
}

/// <summary>
/// Observations to a false alarm of the e-detector, which states a least average; runs that go on beyond twenty times
/// that count as ended there, so that the true average is higher than the measured one.
/// </summary>
public sealed record RunLengths(
    SimulatedStream Stream, int Stated, int Runs, double Average, double StandardError)
{
    private const int StatedLength = 1_000;
    private const int RunsAtEffortOne = 500;
    private const int LongestInStated = 20;

    // The two-sided 99 % quantile of the normal distribution.
    private const double Deviations = 2.576;

    public bool Holds => Average + Deviations * StandardError >= Stated;

    public static RunLengths Measure(
        SimulatedStream stream, double effort, int seed, CancellationToken cancellation)
    {
        var runs = (int)Math.Max(20, effort * RunsAtEffortOne);
        var lengths = new double[runs];
        Parallel.For(0, runs, Workers.ForEachProcessor(cancellation), run =>
            lengths[run] = LengthOf(stream, Seeds.Of(seed, (int)stream, run)));
        var average = lengths.Average();
        var variance = lengths.Sum(length => (length - average) * (length - average)) / (runs - 1);
        return new RunLengths(stream, StatedLength, runs, average, Math.Sqrt(variance / runs));
    }

    private static int LengthOf(SimulatedStream stream, int seed)
    {
        var random = new Xoshiro256StarStar(seed, threadSafe: false);
        // The mean of u^4 is a fifth.
        var baseline = stream switch
        {
            SimulatedStream.RareErrors => 0.03, SimulatedStream.FrequentErrors => 0.3, _ => 0.2,
        };
        var detector = new EDetector(new EDetectorOptions { Baseline = baseline, AverageRunLength = StatedLength });
        for (var length = 1; length < LongestInStated * StatedLength; length++)
        {
            var draw = random.NextDouble();
            var loss = stream == SimulatedStream.SkewedLosses ? Math.Pow(draw, 4) : draw < baseline ? 1 : 0;
            if (detector.Update(loss) == ChangeSignal.Drift) return length;
        }
        return LongestInStated * StatedLength;
    }
}
