using RetrainGrains.Learning.Calibration;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Stacking;

namespace RetrainGrains.Learning.Tests.Learners;

/// <summary>
/// Holds every learner to its promise. That the number of processors does not matter either, only processes of their
/// own can show: tests/learning/bit_identity.py does.
/// </summary>
public sealed class BitIdentityTests
{
    private const int Trees = 8;
    private const ulong Seed = 3;

    // Long enough that ML.NET's and LightGBM's loops over rows and features really are shared out among threads.
    private static readonly Dataset Numbers =
        SyntheticRows.Create(8_000, 8, 1, SyntheticRows.Nonlinear, missingShare: 0.05, lastValueFeature: 1);
    private static readonly Dataset Events = SyntheticRows.Create(
        8_000, 8, 1, x => SyntheticRows.Nonlinear(x) > 0.5 ? 1 : 0, PredictionTask.BinaryClassification,
        missingShare: 0.05, lastValueFeature: 1);
    private static readonly Dataset Classes = SyntheticRows.Create(
        4_000, 8, 1, x => SyntheticRows.Nonlinear(x) switch { > 1 => 2, > 0 => 1, _ => 0 },
        PredictionTask.MulticlassClassification, missingShare: 0.05, lastValueFeature: 1, classCount: 3);

    public static TheoryData<string> Promising => [.. LearnerRegistry.BuiltIn.Names.Where(n => Of(n).IsBitIdentical)];

    [Fact]
    public void Every_learner_of_this_program_promises_the_same_bytes_and_no_worker_does()
    {
        var external = LearnerRegistry.External("worker:lstm", (_, _, _) => throw new NotSupportedException());

        Assert.Equal(LearnerRegistry.BuiltIn.Names.Order(), Promising.Select(row => row.Data).Order());
        Assert.False(external.IsBitIdentical);
        Assert.False(new CalibratedLearner(external, CalibrationMethod.Platt).IsBitIdentical);
        Assert.True(new CalibratedLearner(Of("leafwise"), CalibrationMethod.Platt).IsBitIdentical);
        Assert.False(new StackedLearner([Of("ridge"), external], []).IsBitIdentical);
    }

    [Theory]
    [MemberData(nameof(Promising))]
    public void Neither_threads_nor_repetition_change_a_byte(string name)
    {
        foreach (var rows in Supported(name))
        {
            var expected = Fit(name, rows, threads: 1);

            Assert.All([1, 2, 4], threads => Assert.Equal(expected, Fit(name, rows, threads)));
        }
    }

    [Theory]
    [MemberData(nameof(Promising))]
    public async Task Fits_that_run_side_by_side_do_not_change_each_others_bytes(string name)
    {
        var rows = Supported(name)[^1];
        var fewer = rows.Slice(0, 2_000);
        string[] expected = [Fit(name, rows, threads: 1), Fit(name, fewer, threads: 1)];

        var found = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(
            () => Fit(name, i % 2 == 0 ? rows : fewer, threads: 1 + i % 3), TestContext.Current.CancellationToken)));

        Assert.Equal([.. Enumerable.Range(0, 6).Select(i => expected[i % 2])], found);
    }

    private static Dataset[] Supported(string name) =>
        [.. new[] { Classes, Events, Numbers }.Where(rows => Of(name).Supports(rows.Schema.Task))];

    private static ILearner Of(string name) => LearnerRegistry.BuiltIn.Get(name);

    private static string Fit(string name, Dataset rows, int threads)
    {
        var options = new FitOptions { Threads = threads, Cancellation = TestContext.Current.CancellationToken };
        return Fitting.Fit(name, rows, Shortened(Of(name).Defaults), Seed, options).Id;
    }

    // Everything that draws numbers does draw some.
    private static LearnerParameters Shortened(LearnerParameters parameters)
    {
        if (parameters is StackedParameters stacked)
        {
            return stacked with { Bases = stacked.Bases.SetItems(
                stacked.Bases.Select(one => KeyValuePair.Create(one.Key, Shortened(one.Value)))) };
        }

        var shorter = new Dictionary<string, double>
        {
            ["NumberOfTrees"] = Trees, ["BaggingFraction"] = 0.7, ["FeatureFraction"] = 0.8, ["Epochs"] = 3,
        };
        var known = parameters.Values.Select(value => value.Name).ToHashSet();
        return parameters.With(shorter.Where(one => known.Contains(one.Key)).ToDictionary());
    }
}
