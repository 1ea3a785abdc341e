using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;
using RetrainGrains.Learning.Trees;

namespace RetrainGrains.Learning.Tests.Trees;

public sealed class TreeDeterminismTests
{
    // Wide and long enough that large leaves really are counted in parallel: see MinimumUpdatesPerParallelStep.
    private static readonly Dataset Rows =
        SyntheticRows.Create(90_000, 20, seed: 1, SyntheticRows.Nonlinear, missingShare: 0.05);

    [Theory]
    [InlineData("leafwise")]
    [InlineData("depthwise")]
    [InlineData("forest")]
    [InlineData("extra-trees")]
    public void Threads_and_repetition_do_not_change_a_byte(string learner)
    {
        var parameters = Sampled(learner);
        Assert.True(0.7 * 0.8 * Rows.Count * Rows.FeatureCount > TreeDefaults.MinimumUpdatesPerParallelStep);
        var expected = Fitting.Fit(learner, Rows, parameters, seed: 3).Id;

        Assert.All([1, 2, 4], threads =>
        {
            var options = new FitOptions { Threads = threads };
            Assert.Equal(expected, Fitting.Fit(learner, Rows, parameters, seed: 3, options).Id);
        });
    }

    [Fact]
    public void Rows_that_are_shared_out_among_threads_do_not_change_a_byte()
    {
        var rows = SyntheticRows.Create(130_000, 5, seed: 2, SyntheticRows.Nonlinear, missingShare: 0.05);
        var parameters = TreeParameters.DepthWise with { NumberOfTrees = 3 };
        Assert.True(rows.Count > TreeDefaults.MinimumRowsPerParallelStep);
        var expected = Fitting.Fit("depthwise", rows, parameters, seed: 3).Id;

        Assert.All([2, 3], threads => Assert.Equal(
            expected,
            Fitting.Fit("depthwise", rows, parameters, seed: 3, new FitOptions { Threads = threads }).Id));
    }

    [Theory]
    [InlineData("leafwise")]
    [InlineData("depthwise")]
    [InlineData("forest")]
    public void Another_seed_draws_another_sample(string learner)
    {
        var parameters = Sampled(learner);

        Assert.NotEqual(
            Fitting.Fit(learner, Rows, parameters, seed: 3).Id,
            Fitting.Fit(learner, Rows, parameters, seed: 4).Id);
    }

    [Fact]
    public void A_watched_fit_gives_the_same_bytes()
    {
        var calls = 0;
        var watched = new FitOptions { Progress = _ => calls++ };

        Assert.Equal(
            Fitting.Fit("forest", Rows, Sampled("forest")).Id,
            Fitting.Fit("forest", Rows, Sampled("forest"), options: watched).Id);
        Assert.Equal(4, calls);
    }

    [Fact]
    public void Cancellation_stops_between_two_trees()
    {
        using var source = new CancellationTokenSource();
        var completed = 0;
        var options = new FitOptions
        {
            Cancellation = source.Token,
            Progress = progress =>
            {
                completed = progress.Completed;
                source.Cancel();
            },
        };

        Assert.Throws<OperationCanceledException>(() => Fitting.Fit("leafwise", Rows, options: options));
        Assert.Equal(1, completed);
    }

    private static TreeParameters Sampled(string learner) =>
        (TreeParameters)LearnerRegistry.BuiltIn.Get(learner).Defaults with
        {
            NumberOfTrees = 4,
            FeatureFraction = 0.8,
            BaggingFraction = 0.7,
        };
}
