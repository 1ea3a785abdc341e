using BenchmarkDotNet.Attributes;
using RetrainGrains.Domain.Drift;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Windows;

namespace RetrainGrains.Benchmarks;

/// <summary>
/// A drift check of a model with 50 features over 30 days of hour buckets, and its two parts: the merge, and the
/// comparison with the reference. The peer only adds up the same number of counts from one flat array a bucket.
/// </summary>
public class DriftCheckBenchmarks
{
    private const int Features = 50;
    private const int Hours = 720;
    private const int RowsPerHour = 20;
    private readonly DriftPolicy policy = new();
    private readonly FeatureSchema schema = NormalRows.Schema(Features);
    private readonly SortedDictionary<long, HourBucket> buckets = [];
    private readonly double[] totals = new double[Features * (FeatureBins.BinsPerFeature + 3)];
    private double[][] flat = [];
    private FeatureBins? bins;
    private FeatureProfile? reference;
    private FeatureSums merged = new(0);

    [GlobalSetup]
    public void Draw()
    {
        var random = new Random(1);
        float[][] past = [.. Enumerable.Range(0, 2_000).Select(_ => NormalRows.Draw(random, Features))];
        bins = FeatureBins.Of(schema, past);
        var before = new FeatureSums(Features);
        foreach (var row in past) before.Add(bins, row);
        reference = FeatureProfile.Of(before);
        for (var hour = 0; hour < Hours; hour++)
        {
            buckets[hour] = HourBucket.Empty(hour, schema, 0);
            for (var i = 0; i < RowsPerHour; i++)
            {
                buckets[hour].Features.Add(bins, NormalRows.Draw(random, Features));
                buckets[hour].Served.Add(random.NextDouble(), random.NextDouble());
            }
        }
        flat = [.. buckets.Values.Select(_ => new double[totals.Length])];
        merged = Merge().Features;
    }

    [Benchmark(Baseline = true)]
    public double[] SumLoop()
    {
        foreach (var counts in flat)
        {
            for (var i = 0; i < totals.Length; i++) totals[i] += counts[i];
        }
        return totals;
    }

    [Benchmark]
    public WindowSummary Merge() => WindowSummary.Of(schema, buckets.Values, 0, Hours);

    [Benchmark]
    public DriftReport Compare() => DriftCheck.Evaluate(policy, schema, bins, reference, merged);

    [Benchmark]
    public DriftReport Check() => DriftCheck.Evaluate(policy, schema, bins, reference, Merge().Features);
}
