using BenchmarkDotNet.Attributes;
using RetrainGrains.Statistics.Sequential;

namespace RetrainGrains.Benchmarks;

/// <summary>One update of each sequential test, and one look at the interval of a comparison.</summary>
public class SequentialBenchmarks
{
    private const int Observations = 100_000;
    private readonly double[] champion = new double[Observations];
    private readonly double[] challenger = new double[Observations];
    private readonly PairedLossComparison watched = new();

    [GlobalSetup]
    public void Draw()
    {
        var random = new Random(1);
        for (var i = 0; i < Observations; i++)
        {
            champion[i] = random.NextDouble() < 0.3 ? 1 : 0;
            challenger[i] = random.NextDouble() < 0.3 ? 1 : 0;
        }
        for (var i = 0; i < 1_000; i++) watched.Update(champion[i], challenger[i]);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Observations)]
    public double RunningMean()
    {
        var mean = 0.0;
        for (var i = 0; i < Observations; i++) mean += (champion[i] - challenger[i] - mean) / (i + 1);
        return mean;
    }

    [Benchmark(OperationsPerInvoke = Observations)]
    public long PairedLosses()
    {
        var comparison = new PairedLossComparison();
        for (var i = 0; i < Observations; i++) comparison.Update(champion[i], challenger[i]);
        return comparison.Count;
    }

    [Benchmark]
    public AnytimeInterval PairedInterval() => watched.Interval;

    [Benchmark]
    public double PairedEvidence() => watched.LogEvidenceForChallenger();

    [Benchmark(OperationsPerInvoke = Observations)]
    public AnytimeInterval EmpiricalBernstein()
    {
        var sequence = new EmpiricalBernsteinSequence(0.05);
        foreach (var loss in champion) sequence.Update(loss);
        return sequence.Interval;
    }

    [Benchmark(OperationsPerInvoke = Observations)]
    public double Betting()
    {
        var process = new BettingProcess(0.3);
        foreach (var loss in champion) process.Update(loss);
        return process.PValue;
    }

    [Benchmark(OperationsPerInvoke = Observations)]
    public double MixtureRatio()
    {
        var test = new MixtureRatioTest(0.21, 0.01);
        foreach (var loss in champion) test.Update(loss - 0.3);
        return test.PValue;
    }
}
