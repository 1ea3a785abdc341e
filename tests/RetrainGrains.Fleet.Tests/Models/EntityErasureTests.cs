using System.Text;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Repairs;

namespace RetrainGrains.Fleet.Tests.Models;

/// <summary>The steps of an erasure: the rows, the bytes that are left of them, what was learned.</summary>
public sealed class EntityErasureTests
{
    // Three pieces of a repair.
    private const int Rows = 4_500;

    [Fact]
    public void The_name_of_an_entity_is_kept_no_longer_than_its_rows() =>
        TestFleet.Run(async fleet =>
        {
            var station = await PlayedAsync(fleet);
            var view = (await station.Grain.Repair(Erase("e1"))).Value!;
            var (named, steps) = (0, 0);
            while (true)
            {
                // Rows and name go in one transaction: with the last row the name.
                Assert.Equal(!view.IsChanged, await IsNamedAsync(fleet));
                Assert.Equal(!view.IsChanged, await HasRowsAsync(fleet));
                if (!view.IsChanged) named++;
                steps++;
                if (!await station.Grain.ContinueRepair()) break;
                view = (await station.Grain.DescribeRepair("e1")).Value!;
            }
            Assert.Equal(2, named);
            Assert.True(steps > 4, $"{steps} steps");
            Assert.False(await IsNamedAsync(fleet));
        });

    [Fact]
    public void A_kill_between_any_two_steps_of_an_erasure_is_gone_on_from() =>
        TestFleet.Run(async fleet =>
        {
            var station = await PlayedAsync(fleet);
            for (var (kill, more) = (0, true); more; kill++)
            {
                await ImportAsync(fleet);
                await station.Grain.OutcomesArrived();
                await station.Grain.Repair(Erase($"e{kill}"));
                for (var step = 0; step < kill && more; step++) more = await station.Grain.ContinueRepair();
                await fleet.StopAsync();
                await fleet.StartAsync();
                await fleet.PassAsync(TimeSpan.FromMinutes(1));

                Assert.False(await HasRowsAsync(fleet));
                Assert.False(await IsNamedAsync(fleet));
                var view = (await station.Grain.DescribeRepair($"e{kill}")).Value!;
                Assert.Equal((true, (long)Rows, null, null),
                    (view.IsChanged, view.Tally.Rows, view.Overwrite, view.Recompute));
                Assert.Equal(kill + 1, (await station.LedgerAsync()).OfType<FactsRepaired>().Count());
            }
        });

    [Fact]
    public void Bytes_that_cannot_be_overwritten_are_told_and_tried_again() =>
        TestFleet.Run(async fleet =>
        {
            var station = await PlayedAsync(fleet);
            fleet.Line.OverwritingProblem = "somebody reads";

            await station.Grain.Repair(Erase("e1"));
            await fleet.PassAsync(TimeSpan.FromSeconds(30));

            var told = (await station.Grain.DescribeRepair("e1")).Value!;
            Assert.Equal(new OverwriteMark(0, 9, "somebody reads"), told.Overwrite);
            // Nothing else waits for that.
            Assert.Null(told.Recompute);
            fleet.Line.OverwritingProblem = null;
            await fleet.PassAsync(TimeSpan.FromMinutes(2));
            Assert.Null((await station.Grain.DescribeRepair("e1")).Value!.Overwrite);
            Assert.False((await station.OtherActivationAsync()).IsRepairing);
        });

    [Fact]
    public void The_ledger_names_no_entity_that_rows_were_withdrawn_of() =>
        TestFleet.Run(async fleet =>
        {
            var station = await PlayedAsync(fleet);
            await station.Grain.Repair(
                new RepairModel(RepairKind.Withdrawal, "ann", "stuck", "w1")
                {
                    Rows = new RowSelection { Entity = "anna", From = Station.At(-100) },
                });
            await fleet.PassAsync(TimeSpan.FromMinutes(1));

            var line = Assert.Single((await station.LedgerAsync()).OfType<FactsRepaired>());
            Assert.StartsWith("an entity from ", line.Scope, StringComparison.Ordinal);
            Assert.Equal(Rows, line.Rows);
            Assert.DoesNotContain(fleet.Notices.Texts, text => text.Contains("anna", StringComparison.Ordinal));
        });

    private static async Task<StationFleet> PlayedAsync(TestFleet fleet)
    {
        var station = new StationFleet(fleet, new Station(seed: 1));
        await station.StartAsync();
        await station.PlayAsync(days: 1);
        await ImportAsync(fleet);
        await station.Grain.OutcomesArrived();
        return station;
    }

    // A moment later each time: what is older than an erasure is not stored again.
    private static Task ImportAsync(TestFleet fleet) => fleet.Database.Observations.ImportAsync(
        "station", [.. Enumerable.Range(0, Rows).Select(i => new HistoryRow(
            $"of anna {fleet.Now.ToUnixTimeMilliseconds()} {i:D5}", fleet.Now.AddMilliseconds(i), [1, 2, 3], 50,
            fleet.Now.AddMilliseconds(i)) { Entity = "anna" })]);

    private static async Task<bool> HasRowsAsync(TestFleet fleet) =>
        (await fleet.Database.Observations.LabelledAfterAsync("station", 0, 10_000))
            .Any(row => row.PredictionId.StartsWith("of anna", StringComparison.Ordinal));

    // Wherever something about the model is kept beside its rows.
    private static async Task<bool> IsNamedAsync(TestFleet fleet)
    {
        var models = fleet.Database.Models;
        var row = (await models.FindAsync("station"))!;
        var texts = new List<string> { row.State, Encoding.UTF8.GetString(row.LearnedState ?? []) };
        texts.AddRange((await models.LedgerAsync("station", 1, 10_000)).Select(line => line.Body));
        texts.AddRange((await models.WindowsAsync("station", long.MinValue)).Select(
            window => Encoding.UTF8.GetString(window.Body)));
        texts.AddRange((await fleet.Database.Outbox.PendingAsync("station", DateTimeOffset.MaxValue, 10_000)).Select(
            effect => effect.Body));
        return texts.Any(text => text.Contains("anna", StringComparison.Ordinal));
    }

    private static RepairModel Erase(string requestId) =>
        new(RepairKind.Erasure, "ann", "request 41", requestId) { Rows = new RowSelection { Entity = "anna" } };
}
