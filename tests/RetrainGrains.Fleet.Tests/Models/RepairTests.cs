using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Repairs;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Fleet.Models;
using RetrainGrains.Fleet.Training;

namespace RetrainGrains.Fleet.Tests.Models;

public sealed class RepairTests
{
    private static readonly RowSelection FirstDay =
        new() { From = Station.At(0), Before = Station.At(24) };

    [Fact]
    public void A_correction_changes_what_was_learned_and_leaves_one_line_that_names_who_had_learned() =>
        TestFleet.Run(async fleet =>
        {
            var (station, _) = await PlayedAsync(fleet, days: 3);
            var before = await station.OtherActivationAsync();

            var view = (await station.Grain.Repair(Correct("r1", ("row 30", 1000), ("row -5", 50)))).Value!;
            await fleet.PassAsync(TimeSpan.FromMinutes(1));

            Assert.Equal((true, 2L, 2L, "00"), (view.IsChanged, view.Tally.Rows, view.Tally.Outcomes, view.Statuses));
            var line = Assert.Single((await station.LedgerAsync()).OfType<FactsRepaired>());
            Assert.Equal(("ann", "read wrongly", RepairKind.Correction, 2L), (
                line.By, line.Reason, line.Repair, line.Rows));
            Assert.Equal(view.Tally.Fingerprint, line.Fingerprint);
            // The first run had the row of history, and not the one that came later.
            Assert.NotEmpty(line.Versions);
            Assert.All(line.Versions, version => Assert.Equal(1, version.Rows));
            var after = await station.OtherActivationAsync();
            Assert.Null(after.LearnedState.Recompute);
            Assert.True(SquaredLoss(after, 30) > 100 * Math.Max(1, SquaredLoss(before, 30)));
            Assert.Equal(SquaredLoss(before, 20), SquaredLoss(after, 20));
            Assert.Equal(before.LearnedState.Outcomes, after.LearnedState.Outcomes);
            Assert.True(after.LearnedState.Records.ServedLoss(0) > before.LearnedState.Records.ServedLoss(0));
        });

    [Fact]
    public void What_is_computed_again_is_what_the_log_would_have_taught_in_the_first_place() =>
        TestFleet.Run(async fleet =>
        {
            var (station, _) = await PlayedAsync(fleet, days: 3);
            var before = await station.OtherActivationAsync();

            // There and back: the log is the same as before, and all of it is counted again.
            await station.Grain.Repair(Correct("there", ("row 30", 1000)));
            await fleet.PassAsync(TimeSpan.FromMinutes(1));
            var original = new Station(seed: 1).Outcome(30).Outcome;
            await station.Grain.Repair(Correct("back", ("row 30", original)));
            await fleet.PassAsync(TimeSpan.FromMinutes(1));

            var after = await station.OtherActivationAsync();
            Assert.Equal(before.Buckets.Select(bucket => (bucket.Hour, bucket.Served.Count)),
                after.Buckets.Select(bucket => (bucket.Hour, bucket.Served.Count)));
            foreach (var (was, now) in before.Buckets.Zip(after.Buckets))
            {
                Assert.Equal(was.Served.Loss, now.Served.Loss, 1e-9);
                Assert.Equal(was.Features.Rows, now.Features.Rows);
            }
            var (old, records) = (before.LearnedState.Records, after.LearnedState.Records);
            Assert.Equal(old.ServedRows[0], records.ServedRows[0], 1e-9);
            Assert.Equal(old.ServedLoss(0), records.ServedLoss(0), 1e-9);
            Assert.Equal(old.Loss(0, 0), records.Loss(0, 0), 1e-9);
        });

    [Fact]
    public void Withdrawn_rows_count_nowhere_and_no_training_reads_them() =>
        TestFleet.Run(async fleet =>
        {
            var (station, _) = await PlayedAsync(fleet, days: 3);

            var view = (await station.Grain.Repair(Withdraw("w1", FirstDay))).Value!;
            await fleet.PassAsync(TimeSpan.FromMinutes(1));

            Assert.Equal((true, 24L), (view.IsChanged, view.Tally.Rows));
            var session = await station.OtherActivationAsync();
            Assert.Equal(720 + 71 - 24, session.LearnedState.Outcomes);
            Assert.All(
                session.Buckets.Where(bucket => bucket.Hour < HourBucket.HourOf(Station.At(24))
                    && bucket.Hour >= HourBucket.HourOf(Station.At(0))),
                bucket => Assert.Equal(0, bucket.Served.Count));
            await station.TriggerAsync("t1");
            await fleet.PassAsync(TimeSpan.FromMinutes(10));
            var trained = (await station.ViewAsync()).State.Candidates[0].Version!;
            Assert.Equal(720 + 71 - 24 - (await LeftOutAsync(fleet, trained.Data.From)), trained.Data.Rows);
        });

    [Fact]
    public void An_erased_entity_is_nowhere_and_the_ledger_does_not_tell_who_it_was() =>
        TestFleet.Run(async fleet =>
        {
            var (station, world) = await PlayedAsync(fleet, days: 2);
            var whose = new PredictionRow("of anna", fleet.Now, world.Features(48), 50, "1.0.0") { Entity = "anna" };
            await fleet.Database.Observations.AppendPredictionsAsync("station", [whose]);
            await fleet.Database.Observations.RecordOutcomesAsync(
                "station", [OutcomeRow.Of("anna", fleet.Now, 51, fleet.Now)]);
            await station.Grain.OutcomesArrived();

            var view = (await station.Grain.Repair(Erase("e1", "anna"))).Value!;
            await fleet.PassAsync(TimeSpan.FromMinutes(1));

            Assert.Equal((1L, 1L, 1L), (view.Tally.Rows, view.Tally.Outcomes, view.Tally.EntityOutcomes));
            var rows = await fleet.Database.Observations.LabelledAfterAsync("station", 0, 10_000);
            Assert.DoesNotContain(rows, row => row.PredictionId == "of anna");
            foreach (var line in await fleet.Database.Models.LedgerAsync("station", 1, 10_000))
                Assert.DoesNotContain("anna", line.Body);
            Assert.DoesNotContain("anna", (await station.RowAsync()).State);
            Assert.DoesNotContain(
                "anna", (await fleet.Database.Models.FindRequestAsync("station", "e1"))!.Answer);
            Assert.Equal(
                [RecordStatus.Erased], (await fleet.Database.Observations.AppendPredictionsAsync(
                    "station", [whose with { PredictionId = "late", At = whose.At.AddSeconds(-1) }])).Statuses);
        });

    [Fact]
    public void An_outcome_beyond_the_horizon_is_kept_and_counts_in_no_window() =>
        TestFleet.Run(async fleet =>
        {
            var world = new Station(seed: 1);
            var station = new StationFleet(fleet, world);
            await station.StartAsync(StationFleet.Policy.Replace(
                "{\n  \"challengers\"", "{\n  \"outcomes\": {\"horizon\": \"2h\"},\n  \"challengers\"",
                StringComparison.Ordinal));
            await station.PlayAsync(days: 1);
            var before = await station.OtherActivationAsync();
            await fleet.PassAsync(TimeSpan.FromHours(5));

            var late = world.Outcome(23) with { KnownAt = fleet.Now };
            var statuses = await fleet.Database.Observations.RecordOutcomesAsync("station", [late]);
            await station.Grain.OutcomesArrived();

            var after = await station.OtherActivationAsync();
            Assert.Equal([RecordStatus.Late], statuses);
            Assert.Equal(before.LearnedState.Outcomes + 1, after.LearnedState.Outcomes);
            Assert.Equal(before.LearnedState.Records.ServedRows, after.LearnedState.Records.ServedRows);
            Assert.DoesNotContain(after.Buckets, bucket => bucket.Hour == HourBucket.HourOf(Station.At(23)));
        });

    [Fact]
    public void A_repair_is_carried_out_once_however_often_it_is_asked_for() =>
        TestFleet.Run(async fleet =>
        {
            var (station, _) = await PlayedAsync(fleet, days: 2);

            var first = (await station.Grain.Repair(Withdraw("w1", FirstDay))).Value!;
            var second = (await station.Grain.Repair(Withdraw("w1", FirstDay))).Value!;
            await fleet.PassAsync(TimeSpan.FromMinutes(1));
            var later = (await station.Grain.DescribeRepair("w1")).Value!;

            Assert.Equal(first.Tally.Fingerprint, second.Tally.Fingerprint);
            Assert.Equal((24L, null), (later.Tally.Rows, later.Recompute));
            Assert.Single((await station.LedgerAsync()).OfType<FactsRepaired>());
            Assert.Equal(RefusalKind.NotFound, (await station.Grain.DescribeRepair("w9")).Refusal!.Kind);
        });

    [Fact]
    public void Many_rows_are_changed_piece_by_piece_and_a_kill_between_two_pieces_loses_nothing() =>
        TestFleet.Run(async fleet =>
        {
            var (station, _) = await PlayedAsync(fleet, days: 1);
            var begin = Station.At(-100);
            await fleet.Database.Observations.ImportAsync("station", [.. Enumerable.Range(0, 4_500).Select(
                i => new HistoryRow($"many {i:D5}", begin.AddMilliseconds(i), [1, 2, 3], 50, begin.AddHours(1)))]);
            var rows = new RowSelection { From = begin, Before = begin.AddMilliseconds(4_500) };

            var begun = (await station.Grain.Repair(Withdraw("w1", rows))).Value!;
            var refused = (await station.Grain.Repair(Withdraw("w2", FirstDay))).Refusal!;
            await fleet.StopAsync();
            Assert.Empty((await station.LedgerAsync()).OfType<FactsRepaired>());
            await fleet.StartAsync();
            await fleet.PassAsync(TimeSpan.FromMinutes(1));

            Assert.Equal((false, 2_000L), (begun.IsChanged, begun.Tally.Rows));
            Assert.Equal(RefusalKind.NotReady, refused.Kind);
            var line = Assert.Single((await station.LedgerAsync()).OfType<FactsRepaired>());
            // With the row of history of that hour.
            Assert.Equal(4_501, line.Rows);
            var session = await station.OtherActivationAsync();
            Assert.False(session.IsRepairing);
            Assert.Equal(720 + 23 - 1, session.LearnedState.Outcomes);
        });

    [Fact]
    public void A_rebuilt_version_tells_which_of_its_rows_are_not_as_they_were() =>
        TestFleet.Run(async fleet =>
        {
            var (station, _) = await PlayedAsync(fleet, days: 1);
            await station.Grain.Repair(Withdraw("w1", new RowSelection { Ids = ["row -5", "row -6", "row 3"] }));
            var state = (await station.ViewAsync()).State;
            var version = state.Candidates[0].Version!;

            var rebuilt = await new VersionRebuild(fleet.Database, state, fleet.Clock).RunAsync(
                version, _ => { }, TestContext.Current.CancellationToken);

            var repair = Assert.Single(rebuilt.Repairs);
            Assert.Equal((3L, 2), (
                repair.Rows, repair.Versions.Single(one => one.ArtifactId == version.ArtifactId).Rows));
            Assert.Equal(version.Data.Rows - 2, rebuilt.Rows);
            Assert.NotEqual(version.Data.Fingerprint, rebuilt.Fingerprint);
        });

    [Fact]
    public void A_step_whose_answer_is_lost_is_found_done() =>
        TestFleet.Run(async fleet =>
        {
            var (station, _) = await PlayedAsync(fleet, days: 2);

            fleet.Line.LosesNextCommit = true;
            await Assert.ThrowsAsync<DatabaseAwayException>(() => station.Grain.Repair(Withdraw("w1", FirstDay)));
            var again = (await station.Grain.Repair(Withdraw("w1", FirstDay))).Value!;
            await fleet.PassAsync(TimeSpan.FromMinutes(1));

            Assert.Equal(24, again.Tally.Rows);
            Assert.Single((await station.LedgerAsync()).OfType<FactsRepaired>());
        });

    private static async Task<(StationFleet Station, Station World)> PlayedAsync(TestFleet fleet, int days)
    {
        var world = new Station(seed: 1);
        var station = new StationFleet(fleet, world);
        await station.StartAsync();
        await station.PlayAsync(days);
        return (station, world);
    }

    private static async Task<int> LeftOutAsync(TestFleet fleet, DateTimeOffset from) =>
        (await fleet.Database.Observations.LabelledAfterAsync("station", 0, 10_000)).Count(row => row.At < from);

    private static double SquaredLoss(ModelSession session, int hour) =>
        session.Buckets.Single(bucket => bucket.Hour == HourBucket.HourOf(Station.At(hour))).Served.Loss;

    private static RepairModel Correct(string requestId, params (string Id, double Value)[] outcomes) =>
        new(RepairKind.Correction, "ann", "read wrongly", requestId)
        {
            Corrections = [.. outcomes.Select(one => new OutcomeRow(one.Id, one.Value, Station.At(0)))],
        };

    private static RepairModel Withdraw(string requestId, RowSelection rows) =>
        new(RepairKind.Withdrawal, "ann", "the sensor was stuck", requestId) { Rows = rows };

    private static RepairModel Erase(string requestId, string entity) =>
        new(RepairKind.Erasure, "ann", "request 41", requestId) { Rows = new RowSelection { Entity = entity } };
}
