using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;
using RetrainGrains.Learning.Registry;

namespace RetrainGrains.Fleet.Tests.Training;

public sealed class WorkerTrainingTests
{
    private const int Rows = 500;

    [Fact]
    public void A_worker_is_taught_changes_with_weights_and_knows_nothing_of_either()
    {
        var workers = new FakeWorkers();

        var trained = Train(workers, new Recipe("worker:lstm", null, TargetForm.Change, HalfLifeDays: 5));

        var order = Assert.Single(workers.Orders);
        Assert.Equal(("lstm", Rows, 7UL), (order.Learner, order.Rows, order.Seed));
        var taught = order.Read(Rows - 1, 1);
        var last = Matured()[^1];
        Assert.Equal(last.Outcome - last.Features[2], taught.Targets.Span[0], 1e-9);
        Assert.Equal(1, taught.Weights.Span[0]);
        Assert.Equal(0.5, order.Read(Rows - 1 - 5 * 24, 1).Weights.Span[0], 1e-9);
        Assert.Equal(last.Features, taught.Rows.Features.ToArray());
        Assert.Equal(last.At.ToUnixTimeMilliseconds(), taught.Rows.UnixMilliseconds.Span[0]);
        Assert.Equal("worker:lstm", trained.Artifact!.Learner);
    }

    [Fact]
    public void The_artifact_holds_the_workers_bytes_and_a_fallback_that_scores()
    {
        var trained = Train(new FakeWorkers(), new Recipe("worker:lstm"));

        var artifact = ModelRegistry.Parse(trained.Artifact!.Bytes.Span);
        var row = Matured()[^1];

        Assert.True(artifact.ExternalContent!.Value.Length > 0);
        Assert.Equal(row.Outcome, artifact.CreateScorer().Score(row.Features, 0), 2.0);
    }

    [Fact]
    public void What_gates_see_is_the_worker_and_not_the_fallback()
    {
        var workers = new FakeWorkers { Says = 50 };

        var trained = Train(workers, new Recipe("worker:lstm"), validate: true);

        Assert.Equal([Rows, Rows * 4 / 5], workers.Orders.Select(order => order.Rows));
        Assert.Equal(
            [(Rows, Timeout.InfiniteTimeSpan), (Rows / 5, Timeout.InfiniteTimeSpan)], workers.Scored);
        var expected = new ErrorSums(PredictionTask.Regression);
        foreach (var row in Matured()[^(Rows / 5)..]) expected.Add(50, row.Outcome);
        Assert.Equal(expected.Raw.ToArray(), trained.Result.Validation!.Sums, (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_worker_that_answers_no_number_makes_no_challenger(double says)
    {
        var error = Assert.Throws<WorkerException>(
            () => Train(new FakeWorkers { Says = says }, new Recipe("worker:lstm")));

        Assert.Contains($"'lstm' answers {says} for a row", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_worker_tells_of_its_progress_is_told_with_the_stage()
    {
        var told = new List<TrainingProgress>();

        Train(new FakeWorkers(), new Recipe("worker:lstm"), listener: told.Add);

        Assert.Equal(("training", 1, 1, 0.5), (told[0].Stage, told[0].Done, told[0].Total, told[0].Loss));
    }

    private static TrainedChallenger Train(
        FakeWorkers workers, Recipe recipe, bool validate = false, Action<TrainingProgress>? listener = null)
    {
        var planned = new PlannedChallenger(0, recipe, DateTimeOffset.UnixEpoch, Station.At(Rows), long.MaxValue, 7);
        var plan = new ChallengerPlan(
            "run", "station", 0, new TriggerReason(TriggerKind.First, Severity.Info, "first"), Station.At(Rows),
            [planned], new TreePolicy())
        {
            Validate = validate,
        };
        return ChallengerTraining.Train(
            Station.Schema, plan, planned, Matured(), new RecipeLearners(workers, TimeSpan.FromHours(1)),
            new TrainingProgressReporter(TimeProvider.System, listener), TestContext.Current.CancellationToken);
    }

    private static LabelledRow[] Matured()
    {
        var station = new Station(1);
        return
        [
            .. Enumerable.Range(0, Rows).Select(hour => (Hour: hour, Row: station.History(hour))).Select(pair =>
                new LabelledRow(
                    pair.Hour + 1, Station.Id(pair.Hour), pair.Row.At, pair.Row.Features, double.NaN, "",
                    pair.Row.Outcome, pair.Row.At.AddHours(1))),
        ];
    }
}
