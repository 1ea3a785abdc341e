using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Repairs;

namespace RetrainGrains.Storage.Tests.Observations;

/// <summary>Facts are corrected, withdrawn and erased with the commit that tells of it, or not at all.</summary>
public abstract class RepairCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    private long revision;

    private IObservationLog Log => Database.Observations;

    [Fact]
    public async Task A_corrected_outcome_takes_the_place_of_the_first_one()
    {
        await FillAsync();

        var facts = await RepairAsync(new OutcomeCorrection([
            new OutcomeRow("p2", 20, Start), new OutcomeRow("p1", 1, Start), new OutcomeRow("nobody", 1, Start),
            new OutcomeRow("open", 1, Start), OutcomeRow.Of("anna", Start.AddHours(3), 30, Start)]));

        Assert.Equal(
            [
                CorrectionStatus.Corrected, CorrectionStatus.Unchanged, CorrectionStatus.UnknownPrediction,
                CorrectionStatus.NoOutcome, CorrectionStatus.Corrected,
            ], facts.Statuses);
        Assert.Equal(
            [new RepairedRow("p2", Start.AddHours(2), 2, 2, 20), new RepairedRow("p3", Start.AddHours(3), 3, 3, 30)],
            facts.Rows);
        Assert.Equal([("p1", 1L, 1.0), ("p2", 2, 20), ("p3", 3, 30)], await RowsAsync());
        Assert.Equal(1, await Log.RepairsAsync(Model));
        Assert.Equal(3, (await Log.CountAsync(Model)).Outcomes);
        Assert.Equal(Start.AddHours(3), (await Log.LabelledAfterAsync(Model, 1, 1))[0].KnownAt);
    }

    [Fact]
    public async Task A_corrected_outcome_of_an_entity_goes_to_its_predictions_from_then_on()
    {
        await FillAsync();
        await Log.RecordOutcomesAsync(Model, [OutcomeRow.Of("ben", Start, 1, Start)]);

        var facts = await RepairAsync(new OutcomeCorrection([OutcomeRow.Of("ben", Start, 9, Start)]));
        await Log.AppendPredictionsAsync(Model, [Row("ben 1", 0, "ben")]);

        Assert.Equal([CorrectionStatus.Corrected], facts.Statuses);
        Assert.Equal(1, facts.EntityOutcomes);
        Assert.Equal(("ben 1", 4L, 9.0), (await RowsAsync())[^1]);
    }

    [Fact]
    public async Task Withdrawn_rows_are_read_by_nobody_and_take_no_outcome()
    {
        await FillAsync();

        var facts = await RepairAsync(new FactWithdrawal(new RowSelection { Ids = ["p1", "open", "nobody"] }, null, 9));

        Assert.Equal(["open", "p1"], facts.Rows.Select(row => row.PredictionId));
        Assert.Equal([("p2", 2L, 2.0), ("p3", 3, 3)], await RowsAsync());
        Assert.Equal(["p2", "p3"], (await Log.PredictedAfterAsync(
            Model, new PredictionMark(Start.AddDays(-1), ""), Start.AddDays(1), 10)).Select(row => row.PredictionId));
        Assert.Equal(["p2", "p3"], (await Log.MaturedBetweenAsync(Model, Start, Start.AddDays(1), 99))
            .Select(row => row.PredictionId));
        Assert.Equal(
            [RecordStatus.Withdrawn, RecordStatus.Withdrawn],
            await Log.RecordOutcomesAsync(Model, [new("p1", 1, Start), new("open", 1, Start)]));
        var again = await Log.AppendPredictionsAsync(Model, [Row("p1", 1, "anna")]);
        Assert.Equal([RecordStatus.Duplicate], again.Statuses);
        Assert.Equal(2, (await Log.CountAsync(Model)).Outcomes);
    }

    [Fact]
    public async Task A_span_of_time_is_withdrawn_page_by_page()
    {
        await FillAsync();
        var span = new RowSelection { From = Start.AddHours(1), Before = Start.AddHours(3) };

        var first = await RepairAsync(new FactWithdrawal(span, null, 1));
        var second = await RepairAsync(new FactWithdrawal(span, first.Mark, 1));
        var last = await RepairAsync(new FactWithdrawal(span, second.Mark, 1));

        Assert.Equal((true, true, false), (first.HasMore, second.HasMore, last.HasMore));
        Assert.Equal(["p1", "p2"], first.Rows.Concat(second.Rows).Select(row => row.PredictionId));
        Assert.Empty(last.Rows);
        Assert.Equal([("p3", 3L, 3.0)], await RowsAsync());
    }

    [Fact]
    public async Task A_span_that_is_withdrawn_already_is_passed_over_page_by_page()
    {
        await FillAsync();
        var span = new RowSelection { From = Start, Before = Start.AddHours(3) };
        await RepairAsync(new FactWithdrawal(span, null, 10));

        var first = await RepairAsync(new FactWithdrawal(span, null, 2));
        var second = await RepairAsync(new FactWithdrawal(span, first.Mark, 2));

        Assert.Equal((true, false), (first.HasMore, second.HasMore));
        Assert.Empty(first.Rows.Concat(second.Rows));
        Assert.Equal(new PredictionMark(Start.AddHours(1), "p1"), first.Mark);
    }

    [Fact]
    public async Task An_entity_is_withdrawn_with_the_outcomes_that_wait_for_it()
    {
        await FillAsync();
        await Log.RecordOutcomesAsync(Model, [OutcomeRow.Of("anna", Start.AddHours(9), 1, Start)]);

        var facts = await RepairAsync(new FactWithdrawal(new RowSelection { Entity = "anna" }, null, 10));

        Assert.Equal(["p1", "p3"], facts.Rows.Select(row => row.PredictionId));
        Assert.Equal((2, false), (facts.EntityOutcomes, facts.HasMore));
        Assert.Equal([("p2", 2L, 2.0)], await RowsAsync());
        Assert.Equal(0, (await Log.WaitingAsync(Model)).Count);
        Assert.Equal(
            [RecordStatus.Withdrawn],
            await Log.RecordOutcomesAsync(Model, [OutcomeRow.Of("anna", Start.AddHours(1), 1, Start)]));
    }

    [Fact]
    public async Task An_erased_entity_leaves_no_row_and_what_comes_late_of_it_is_not_stored()
    {
        await FillAsync();

        var facts = await RepairAsync(new EntityErasure("anna", Start.AddHours(5), 10));

        Assert.Equal(["p1", "p3"], facts.Rows.Select(row => row.PredictionId));
        Assert.Equal([("p2", 2L, 2.0)], await RowsAsync());
        Assert.Equal(new ObservationCounts(2, 1, Start, Start.AddHours(2)), await Log.CountAsync(Model));
        Assert.Equal([RecordStatus.UnknownPrediction], await Log.RecordOutcomesAsync(Model, [new("p1", 1, Start)]));
        Assert.Equal(
            [RecordStatus.Erased, RecordStatus.Stored],
            (await Log.AppendPredictionsAsync(Model, [Row("late", 1, "anna"), Row("new", 6, "anna")])).Statuses);
        Assert.Equal(
            [RecordStatus.Erased],
            await Log.RecordOutcomesAsync(Model, [OutcomeRow.Of("anna", Start.AddHours(1), 1, Start)]));
        Assert.Equal([RecordStatus.Erased], await Log.ImportAsync(
            Model, [new HistoryRow("h", Start, [1], 1, Start) { Entity = "anna" }]));
    }

    [Fact]
    public async Task A_commit_that_is_refused_leaves_the_facts_as_they_were()
    {
        await FillAsync();
        var before = await RowsAsync();

        foreach (var repair in (FactRepair[])[
            new OutcomeCorrection([new OutcomeRow("p1", 9, Start)]), new EntityErasure("anna", Start, 10),
            new FactWithdrawal(new RowSelection { From = Start }, null, 10)])
        {
            var result = await Database.Models.RepairAsync(Model, repair, _ => Commit(7));
            Assert.Equal(CommitStatus.RevisionMismatch, result.Status);
        }

        Assert.Equal(before, await RowsAsync());
        Assert.Equal(0, await Log.RepairsAsync(Model));
    }

    [Fact]
    public async Task A_repair_of_every_row_at_once_is_refused()
    {
        await FillAsync();

        var refusal = await Assert.ThrowsAsync<ArgumentException>(
            () => Database.Models.RepairAsync(
                Model, new FactWithdrawal(new RowSelection(), null, 1), _ => Commit(revision)));

        Assert.Contains("it must name ids, an entity or a span of time", refusal.Message);
    }

    // p1 and p3 are about anna, whose outcome of p3 came by time; p2 about nobody, and nothing is known of "open".
    private async Task FillAsync()
    {
        await Database.Models.CommitAsync(Commit(revision++));
        await Log.AppendPredictionsAsync(
            Model, [Row("p1", 1, "anna"), Row("p2", 2, ""), Row("p3", 3, "anna"), Row("open", 0, "")]);
        await Log.RecordOutcomesAsync(Model, [
            new OutcomeRow("p1", 1, Start.AddHours(3)), new OutcomeRow("p2", 2, Start.AddHours(3)),
            OutcomeRow.Of("anna", Start.AddHours(3), 3, Start.AddHours(4))]);
    }

    private async Task<RepairedFacts> RepairAsync(FactRepair repair)
    {
        RepairedFacts? facts = null;
        var result = await Database.Models.RepairAsync(Model, repair, changed =>
        {
            facts = changed;
            return Commit(revision);
        });
        Assert.True(result.Committed);
        revision++;
        return facts!;
    }

    private async Task<List<(string Id, long Sequence, double Outcome)>> RowsAsync() =>
        [.. (await Log.LabelledAfterAsync(Model, 0, 100)).Select(row => (row.PredictionId, row.Sequence, row.Outcome))];

    private static PredictionRow Row(string id, int hour, string entity) =>
        new(id, Start.AddHours(hour), [1], 1, "v1") { Entity = entity };
}
