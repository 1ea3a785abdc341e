using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Gates;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Fleet.Training;
using RetrainGrains.Learning.Data;
using RetrainGrains.Learning.Learners;

namespace RetrainGrains.Fleet.Tests.Training;

public sealed class ChallengerTrainingTests
{
    private const int Rows = 500;

    // What a search with one fold over a fifth of the rows validates from.
    private const int Origin = 400;

    // One outcome of all is this late: nothing that the origin might not have known may be learned from.
    private const int LateHours = 48;
    private const int LateRow = Origin - 20;

    [Fact]
    public void Outcomes_that_the_origin_of_a_search_did_not_know_do_not_move_it()
    {
        var rows = Matured();
        Assert.True(rows[LateRow].KnownAt > rows[Origin].At);

        var honest = Search(rows);

        Assert.Equal(honest, Search(WithOutcome(rows, LateRow, 1e4)));
        // Not late themselves, but later than the latest outcome could have been known.
        Assert.Equal(honest, Search(WithOutcome(rows, Origin - LateHours + 1, 1e4)));
    }

    [Fact]
    public void Outcomes_that_it_knew_do_move_it_so_that_the_test_before_can_fail()
    {
        var rows = Matured();

        Assert.NotEqual(Search(rows), Search(WithOutcome(rows, Origin - LateHours - 1, 1e4)));
        // Were no outcome late, the same rows would be known.
        LabelledRow[] prompt = [.. rows.Select(row => row with { KnownAt = row.At.AddHours(1) })];
        Assert.NotEqual(Search(prompt), Search(WithOutcome(prompt, LateRow, 1e4)));
    }

    [Fact]
    public void F14_a_probability_is_sane_where_only_one_of_two_classes_has_come()
    {
        LabelledRow[] rows = [.. Matured().Select(row => row with { Outcome = 0 })];
        var schema = Station.Schema with { Task = PredictionTask.BinaryClassification };

        var probe = new OneTraining(schema, "mean/all/level", new TreePolicy()).Of(rows).Result.Probe;

        Assert.InRange(probe.PredictionLow, double.Epsilon, 0.01);
        Assert.Equal((0d, 1d), (probe.OutcomeLow, probe.OutcomeHigh));
        Assert.True(SanityGate.IsSane(new GatePolicy { SanityMargin = 0 }, probe));
    }

    [Fact]
    public void Each_iteration_is_told_with_its_stage_where_each_takes_a_second()
    {
        var told = new List<TrainingProgress>();

        Train(Matured(), validate: true, new TrainingProgressReporter(new SteppingClock(), told.Add));

        Assert.Equal(["searching", "training", "validating"], told.Select(one => one.Stage).Distinct());
        Assert.Equal([2, 3, 4], told.Where(one => one.Stage == "searching").Select(one => one.Done));
        var training = told.Where(one => one.Stage == "training").ToArray();
        Assert.Equal(Enumerable.Range(1, training[0].Total), training.Select(one => one.Done));
        Assert.True(training[^1].Loss < training[0].Loss);
    }

    [Fact]
    public void Within_a_second_only_one_iteration_is_told()
    {
        var told = new List<TrainingProgress>();

        Train(
            Matured(), validate: false, new TrainingProgressReporter(new SteppingClock { Step = 0 }, told.Add),
            search: null);

        var one = Assert.Single(told);
        Assert.Equal(("training", 1), (one.Stage, one.Done));
    }

    [Fact]
    public void Being_watched_changes_no_byte() => Assert.Equal(
        Train(Matured(), validate: false, new TrainingProgressReporter(new SteppingClock())).Artifact!.Id,
        Train(Matured(), validate: false).Artifact!.Id);

    private static (SearchResult?, string) Search(LabelledRow[] rows)
    {
        var result = Train(rows, validate: false).Result;
        return (result.Search, DomainJson.Write(result.Parameters));
    }

    private static TrainedChallenger Train(
        LabelledRow[] rows, bool validate, TrainingProgressReporter? reporter = null) =>
        Train(rows, validate, reporter ?? new TrainingProgressReporter(new SteppingClock { Step = 0 }),
            new SearchPolicy { Trials = 4, Folds = 1 });

    private static TrainedChallenger Train(
        LabelledRow[] rows, bool validate, TrainingProgressReporter reporter, SearchPolicy? search)
    {
        var planned = new PlannedChallenger(
            0, new Recipe("leafwise"), DateTimeOffset.UnixEpoch, Station.At(Rows), long.MaxValue, 7)
        {
            Search = search,
        };
        var plan = new ChallengerPlan(
            "run", "station", 0, new TriggerReason(TriggerKind.First, Severity.Info, "first"), Station.At(Rows),
            [planned], new TreePolicy { NumberOfTrees = 8, NumberOfLeaves = 4 })
        {
            Validate = validate,
        };
        return ChallengerTraining.Train(
            Station.Schema, plan, planned, rows, RecipeLearners.BuiltIn, reporter,
            TestContext.Current.CancellationToken);
    }

    private static LabelledRow[] Matured()
    {
        var station = new Station(1);
        return
        [
            .. Enumerable.Range(0, Rows).Select(hour => (hour, station.History(hour))).Select(pair => new LabelledRow(
                pair.hour + 1, Station.Id(pair.hour), pair.Item2.At, pair.Item2.Features, double.NaN, "",
                pair.Item2.Outcome, pair.Item2.At.AddHours(pair.hour == LateRow ? LateHours : 1))),
        ];
    }

    private static LabelledRow[] WithOutcome(LabelledRow[] rows, int changed, double outcome) =>
        [.. rows.Select((row, i) => i == changed ? row with { Outcome = outcome } : row)];

    // A step further at every look.
    private sealed class SteppingClock : TimeProvider
    {
        private long seconds;

        public long Step { get; init; } = 1;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => seconds += Step;
    }
}
