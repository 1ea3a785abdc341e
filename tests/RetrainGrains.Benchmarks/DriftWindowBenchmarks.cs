using BenchmarkDotNet.Attributes;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Benchmarks;

/// <summary>
/// One feature value taken into a bucket, in rows of normal values of which one in a hundred is missing, against a loop
/// that only sums them and against a histogram as one writes it first.
/// </summary>
public class DriftWindowBenchmarks
{
    private const int Values = 100_000;
    private float[][] rows = [];
    private FeatureSums bucket = new(0);
    private FeatureBins bins = new([]);
    private double[] sums = [];

    [Params(10, 50, 200)]
    public int Features { get; set; }

    [GlobalSetup]
    public void Draw()
    {
        var random = new Random(1);
        rows = [.. Enumerable.Range(0, Values / Features).Select(_ => NormalRows.Draw(random, Features))];
        bins = FeatureBins.Of(NormalRows.Schema(Features), rows);
        bucket = new FeatureSums(Features);
        sums = new double[Features];
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Values)]
    public double[] SumLoop()
    {
        foreach (var row in rows)
        {
            for (var feature = 0; feature < row.Length; feature++) sums[feature] += row[feature];
        }
        return sums;
    }

    [Benchmark(OperationsPerInvoke = Values)]
    public int Bucket()
    {
        foreach (var row in rows) bucket.Add(bins, row);
        return bucket.Rows;
    }

    [Benchmark(OperationsPerInvoke = Values)]
    public int DictionaryHistogram()
    {
        var counts = new Dictionary<(int Feature, int Bin), int>();
        foreach (var row in rows)
        {
            for (var feature = 0; feature < row.Length; feature++)
            {
                var value = row[feature];
                if (float.IsNaN(value)) continue;
                var key = (feature, bins.Edges[feature].Count(edge => value > edge));
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }
        }
        return counts.Count;
    }
}
