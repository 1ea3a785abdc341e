using RetrainGrains.Cli.Terminal;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Cli.Tests.Replay;

/// <summary>On a stream whose outcome is the number of the day, the mean of a window is known by heart.</summary>
public sealed class FixedPolicyReplayTests
{
    private const int WarmUpDays = 4;

    [Fact]
    public void Never_serves_the_version_of_the_warm_up()
    {
        var run = Run("never/mean");
        Assert.All(run.Predictions.Predictions, prediction => Assert.Equal(1.5, prediction));
        Assert.Equal(0, run.Retrainings);
    }

    [Fact]
    public void A_daily_policy_on_one_day_predicts_the_day_before()
    {
        var run = Run("daily/1d/mean");
        Assert.Equal(DayBefore(1), run.Predictions.Predictions);
        Assert.Equal(5, run.Retrainings);
    }

    [Fact]
    public void Rows_whose_outcome_is_not_known_yet_are_not_trained_on() =>
        Assert.Equal(DayBefore(2), Run("daily/2d/mean", knownAfterHours: 25).Predictions.Predictions);

    [Fact]
    public void All_rows_means_all_that_are_known()
    {
        // Days 0 … 4 on the second day of serving.
        Assert.Equal(2.0, Run("daily/all/mean").Predictions.Predictions[24]);
    }

    [Fact]
    public void A_cadence_longer_than_a_day_keeps_its_version_in_between()
    {
        var run = Run("every-3d/1d/mean");
        Assert.Equal([3, 3, 3, 6, 6, 6], Enumerable.Range(0, 6).Select(day => run.Predictions.Predictions[24 * day]));
        Assert.Equal(1, run.Retrainings);
    }

    [Fact]
    public void The_last_value_is_what_the_row_says() =>
        Assert.Equal(Enumerable.Range(24 * WarmUpDays, 144).Select(hour => (double)((hour - 1) / 24)),
            Run("last-value").Predictions.Predictions);

    [Fact]
    public void A_training_that_fails_leaves_rows_unanswered_and_says_why()
    {
        // No row of the last day is known when serving starts, and none ever within a window of one day.
        var run = Run("daily/1d/mean", knownAfterHours: 25);
        Assert.All(run.Predictions.Predictions, prediction => Assert.True(double.IsNaN(prediction)));
        Assert.Contains("needs at least 1 rows", run.Failure);
    }

    [Fact]
    public void Predictions_do_not_depend_on_the_number_of_threads()
    {
        var streams = ImmutableArray.Create(
            TestStreams.Hourly(30, 20, hour => Math.Sin(hour / 9.0) + hour % 24, modelId: "a"),
            TestStreams.Hourly(30, 20, hour => Math.Cos(hour / 7.0) - hour % 24, modelId: "b"));
        var (policies, _) = FixedPolicy.ParseList("never,weekly/all,weekly/7d/change");
        var (one, two) = (RunAll(streams, policies, 1), RunAll(streams, policies, 2));
        Assert.Equal(6, one.Length);
        foreach (var (first, second) in one.Zip(two))
        {
            Assert.Equal((first.ModelId, first.Policy), (second.ModelId, second.Policy));
            Assert.Equal(first.Predictions.Predictions, second.Predictions.Predictions);
        }
    }

    private static FixedPolicyRun Run(string policy, int knownAfterHours = 1)
    {
        var stream = TestStreams.Hourly(WarmUpDays, 6, hour => hour / 24, knownAfterHours);
        return Assert.Single(RunAll([stream], [FixedPolicy.Parse(policy)!], 1));
    }

    private static ImmutableArray<FixedPolicyRun> RunAll(
        ImmutableArray<ObservationStream> streams, ImmutableArray<FixedPolicy> policies, int threads) =>
        new FixedPolicyReplay(new TreePolicy { NumberOfTrees = 10 }, 1, TimeProvider.System)
            .RunAll(streams, policies, threads, new Progress<PhaseProgress>(), TestContext.Current.CancellationToken);

    private static IEnumerable<double> DayBefore(int days) =>
        Enumerable.Range(24 * WarmUpDays, 144).Select(hour => (double)(hour / 24 - days));
}
