using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Repairs;
using RetrainGrains.Domain.Triggers;
using RetrainGrains.Learning.Data;
using RetrainGrains.Storage.Formats;

namespace RetrainGrains.Fleet.Tests.Models;

public sealed class EstimationTests
{
    private const int ShiftDay = 4;
    private const int LateDays = LateStream.DelayHours / 24;

    [Theory]
    [InlineData(PredictionTask.BinaryClassification, "accuracy", 0.8)]
    [InlineData(PredictionTask.Regression, "rmse", 3)]
    public void A_decay_by_other_inputs_is_estimated_days_before_its_outcomes_come(
        PredictionTask task, string metric, double bound) => TestFleet.Run(async fleet =>
    {
        var late = new LateFleet(fleet, new LateStream(task, seed: 1) { InputsShiftAt = ShiftDay * 24 });
        await late.StartAsync(Policy($$"""{ "metric": "{{metric}}", "kind": "bound", "limit": {{bound}} }"""));
        await late.PlayAsync(days: ShiftDay + LateDays + 5);

        var checks = await late.ChecksAsync();
        var estimated = checks.First(check => check.Estimate?.Fired.Any() == true);
        var realised = checks.First(check => check.Performance.Length > 0);
        Assert.InRange(DayOf(estimated), ShiftDay + 1, ShiftDay + 5);
        Assert.InRange(DayOf(realised), ShiftDay + LateDays, ShiftDay + LateDays + 5);
        Assert.Single(fleet.Notices.Texts, text => text.Contains("before outcomes", StringComparison.Ordinal));
        Assert.All(checks, check => Assert.DoesNotContain(
            check.Decision.Fired, reason => reason.Kind == TriggerKind.Estimate));
        var record = Assert.Single(checks[^1].Estimate!.Records);
        Assert.InRange(record.Days, 4, 14);
        Assert.False(record.Overconfident);
        Assert.Null(checks[^1].Estimate!.Doubt);
    });

    [Fact]
    public void When_the_concept_changes_outcomes_say_that_estimates_were_wrong_and_the_next_fit_is_right() =>
        TestFleet.Run(async fleet =>
    {
        var stream =
            new LateStream(PredictionTask.BinaryClassification, seed: 2) { ConceptChangesAt = ShiftDay * 24 };
        var late = new LateFleet(fleet, stream);
        await late.StartAsync(Policy("""{ "metric": "accuracy", "kind": "worsening", "limit": 0.1 }"""));
        await late.PlayAsync(days: ShiftDay + LateDays + 8);

        var checks = (await late.ChecksAsync()).Where(check => check.Estimate is not null).ToArray();
        Assert.All(
            checks.Where(check => DayOf(check) < ShiftDay + LateDays), check => Assert.Null(check.Estimate!.Doubt));
        var doubted = checks.First(check => check.Estimate!.Doubt is not null && check.Estimate.FittedAt is not null);
        Assert.InRange(DayOf(doubted), ShiftDay + LateDays + 2, ShiftDay + LateDays + 6);
        Assert.Contains("the concept has changed", doubted.Estimate!.Doubt!, StringComparison.Ordinal);
        Assert.InRange(Assert.Single(doubted.Estimate.Records).Bias, 0.1, 1);
        var refitted = checks[^1].Estimate!;
        Assert.True(refitted.FittedAt > doubted.At);
        Assert.True(refitted.Doubt is null && refitted.Rows > 0);
    });

    [Fact]
    public void After_a_repair_estimates_go_on_with_an_estimator_of_the_facts_as_they_are() =>
        TestFleet.Run(async fleet =>
    {
        var late = new LateFleet(fleet, new LateStream(PredictionTask.BinaryClassification, seed: 4));
        await late.StartAsync(Policy("""{ "metric": "accuracy", "kind": "worsening", "limit": 0.1 }"""));
        await late.PlayAsync(days: LateDays + 6);
        var before = (await late.ChecksAsync())[^1].Estimate!;
        var repairedAt = fleet.Now;

        await late.Grain.Repair(new RepairModel(RepairKind.Withdrawal, "ann", "the sensor was stuck", "w1")
        {
            Rows = new RowSelection { From = TestFleet.Start.AddHours(24), Before = TestFleet.Start.AddHours(36) },
        });
        await late.PlayAsync(days: 1);

        var after = (await late.ChecksAsync())[^1].Estimate!;
        Assert.True(before.FittedAt < repairedAt && after.FittedAt > repairedAt);
        // A week of predictions is estimated as before, by the new estimator.
        Assert.True(after.Rows > 0.9 * before.Rows, $"{after.Rows} of {before.Rows} rows");
        Assert.Null(after.Doubt);
    });

    [Fact]
    public void Estimates_are_the_same_however_often_predictions_are_taken_in() =>
        Assert.Equal(Estimate("30m"), Estimate("12h"));

    [Fact]
    public void A_commit_that_is_lost_counts_no_prediction_twice()
    {
        Assert.Equal(Estimate("12h"), Estimate("12h", async fleet =>
        {
            fleet.Line.LosesNextCommit = true;
            await Assert.ThrowsAsync<DatabaseAwayException>(() => fleet.Model("late").Check(dryRun: false));
        }));
    }

    [Fact]
    public void A_model_that_does_not_ask_for_estimates_reads_no_prediction() => TestFleet.Run(async fleet =>
    {
        var late = new LateFleet(fleet, new LateStream(PredictionTask.Regression, seed: 1));
        await late.StartAsync("""{ "challengers": { "recipes": ["leafwise"], "trees": { "numberOfTrees": 5 } } }""");
        await late.PlayAsync(days: 1);
        Assert.Null(await late.StoredAsync());
        Assert.All(await late.ChecksAsync(), check => Assert.Null(check.Estimate));
    });

    private static byte[] Estimate(string checkEvery, Func<TestFleet, Task>? halfway = null)
    {
        byte[] stored = [];
        TestFleet.Run(async fleet =>
        {
            var late = new LateFleet(fleet, new LateStream(PredictionTask.BinaryClassification, seed: 3));
            var rule = """{ "metric": "accuracy", "kind": "worsening", "limit": 0.1 }""";
            await late.StartAsync(Policy(rule, checkEvery));
            await late.PlayAsync(days: 1);
            if (halfway is not null) await halfway(fleet);
            await late.PlayAsync(days: 1);
            await fleet.PassAsync(TimeSpan.FromHours(1));
            await late.Grain.Check(dryRun: false);
            var estimation = await late.StoredAsync();
            // The first hour's predictions came before the fit.
            Assert.Equal(47 * LateStream.RowsAnHour, estimation!.Days.Sum(day => day.Errors.Rows));
            stored = EstimationCodec.Write(estimation);
        });
        return stored;
    }

    private static double DayOf(ModelChecked check) => (check.At - TestFleet.Start).TotalDays;

    private static string Policy(string rule, string checkEvery = "6h") => $$"""
        {
          "schedule": { "checkEvery": "{{checkEvery}}" },
          "performance": {
            "window": "21d", "estimation": { "minimumRows": 300 }, "rules": [{{rule}}]
          },
          "triggers": { "maximumAge": null },
          "challengers": {
            "recipes": ["leafwise"], "combination": "single", "correctionRows": 0,
            "trees": { "numberOfTrees": 12, "numberOfLeaves": 6, "minimumExampleCountPerLeaf": 10 }
          }
        }
        """;
}
