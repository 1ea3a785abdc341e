using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using RetrainGrains.Learning.Importing;
using RetrainGrains.Learning.Scoring;

namespace RetrainGrains.Benchmarks;

/// <summary>One row through 500 trees of 63 leaves: ours beside libxgboost, which trained them.</summary>
public class ScoringBenchmarks
{
    private const int Trees = 500;
    private const int Columns = 20;
    private const int Rows = 10_000;

    // Other rows take other ways: with one row alone every way would be known to the processor.
    private const int ScoredRows = 1_000;
    private readonly float[] features = new float[Rows * Columns];
    private GCHandle pinned;
    private NativeBooster booster = null!;
    private Scorer scorer = null!;

    [GlobalSetup]
    public void Train()
    {
        var random = new Random(1);
        var targets = new float[Rows];
        for (var i = 0; i < features.Length; i++) features[i] = random.NextSingle();
        for (var row = 0; row < Rows; row++)
        {
            var values = features.AsSpan(row * Columns, Columns);
            targets[row] = MathF.Sin(6 * values[0]) + 2 * values[1] * values[2] + values[3] + random.NextSingle();
        }
        pinned = GCHandle.Alloc(features, GCHandleType.Pinned);
        booster = new NativeBooster(
            features, targets, Trees,
            ("nthread", "1"), ("tree_method", "hist"), ("grow_policy", "lossguide"), ("max_depth", "0"),
            ("max_leaves", "63"));
        scorer = XGBoostImporter.Import(booster.Save()).CreateScorer();
    }

    [GlobalCleanup]
    public void Free()
    {
        booster.Dispose();
        pinned.Free();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = ScoredRows)]
    public double Native()
    {
        var sum = 0.0;
        var first = pinned.AddrOfPinnedObject();
        for (var row = 0; row < ScoredRows; row++)
        {
            sum += booster.Predict(first + row * Columns * sizeof(float), Columns);
        }
        return sum;
    }

    [Benchmark(OperationsPerInvoke = ScoredRows)]
    public double Compiled()
    {
        var sum = 0.0;
        for (var row = 0; row < ScoredRows; row++) sum += scorer.Score(features.AsSpan(row * Columns, Columns), 0);
        return sum;
    }
}
