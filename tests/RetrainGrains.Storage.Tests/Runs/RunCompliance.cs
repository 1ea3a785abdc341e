using System.Data.Common;

namespace RetrainGrains.Storage.Tests.Runs;

/// <summary>The queue's order, and the fence that keeps late workers out.</summary>
public abstract class RunCompliance(DatabaseHome home) : DatabaseCompliance(home)
{
    private IRunStore Runs => Database.Runs;

    [Fact]
    public async Task A_run_comes_back_as_it_was_queued()
    {
        var run = Run("r", priority: 2) with { Plan = """{"seed":7}""" };
        await QueueAsync(run);

        Assert.Equal(run, await Runs.FindAsync("r"));
        Assert.Null(await Runs.FindAsync("other"));
    }

    [Fact]
    public async Task Unfinished_runs_come_by_priority_then_by_age()
    {
        await QueueAsync(Run("late", hour: 3), Run("urgent", priority: 9, hour: 5), Run("early", hour: 1));
        await Runs.StartAsync("late", Start.AddHours(6));

        var unfinished = await Runs.UnfinishedAsync(10);

        Assert.Equal(["urgent", "early", "late"], unfinished.Select(run => run.RunId));
        Assert.Equal((RunStatus.Running, Start.AddHours(6)), (unfinished[2].Status, unfinished[2].StartedAt));
    }

    [Fact]
    public async Task A_run_starts_once()
    {
        await QueueAsync(Run("r"));

        Assert.True(await Runs.StartAsync("r", Start));
        Assert.False(await Runs.StartAsync("r", Start));
        Assert.False(await Runs.StartAsync("other", Start));
    }

    [Fact]
    public async Task A_runs_end_is_stored_with_the_time_its_challengers_took_and_the_first_end_is_kept()
    {
        await QueueAsync(Run("r"));
        await Runs.FinishChallengerAsync(
            "r", 0, await Runs.TakeChallengerAsync("r", 0, Start), ChallengerStatus.Trained, "a0", "{}", 1.5);
        await Runs.FinishChallengerAsync(
            "r", 1, await Runs.TakeChallengerAsync("r", 1, Start), ChallengerStatus.Failed, null, "{}", 0.25);

        await EndAsync(1, new RunOutcome("r", RunStatus.Finished, Start.AddHours(2), "promoted"));
        await EndAsync(2, new RunOutcome("r", RunStatus.Failed, Start.AddHours(9), "too late"));

        var run = await Runs.FindAsync("r");
        Assert.Equal(
            (RunStatus.Finished, Start.AddHours(2), "promoted", 1.75),
            (run!.Status, run.FinishedAt!.Value, run.Result, run.TrainingSeconds));
        Assert.Empty(await Runs.UnfinishedAsync(10));
    }

    [Fact]
    public async Task A_models_runs_are_listed_newest_first_since_a_time()
    {
        await QueueAsync(Run("r1", hour: 1), Run("r2", hour: 2), Run("r3", hour: 3));

        Assert.Equal(["r3", "r2"], (await Runs.ListAsync(Model, Start.AddHours(2), 10)).Select(run => run.RunId));
        Assert.Equal(["r3"], (await Runs.ListAsync(Model, Start, 1)).Select(run => run.RunId));
        Assert.Empty(await Runs.ListAsync("other", Start, 10));
    }

    [Fact]
    public async Task A_worker_that_comes_back_late_can_neither_report_nor_finish()
    {
        await QueueAsync(Run("r"));
        var first = await Runs.TakeChallengerAsync("r", 0, Start);
        var second = await Runs.TakeChallengerAsync("r", 0, Start.AddHours(1));

        Assert.Equal((1, 2), (first, second));
        Assert.False(await Runs.HeartbeatAsync("r", 0, first, Start.AddHours(2)));
        Assert.False(await FinishAsync(first, ChallengerStatus.Trained));
        Assert.True(await Runs.HeartbeatAsync("r", 0, second, Start.AddHours(2)));
        Assert.True(await FinishAsync(second, ChallengerStatus.Trained));
        Assert.False(await FinishAsync(second, ChallengerStatus.Failed));
        Assert.Equal(
            new ChallengerRow("r", 0, ChallengerStatus.Trained, 2, Start.AddHours(2), "a", "{}", 2),
            Assert.Single(await Runs.ChallengersAsync("r")));
    }

    [Fact]
    public async Task A_failed_challenger_may_be_taken_again_and_a_trained_one_may_not()
    {
        await QueueAsync(Run("r"));
        await FinishAsync(await Runs.TakeChallengerAsync("r", 0, Start), ChallengerStatus.Failed);
        var again = await Runs.TakeChallengerAsync("r", 0, Start);
        await FinishAsync(again, ChallengerStatus.Trained);

        Assert.Equal(2, again);
        Assert.Equal(0, await Runs.TakeChallengerAsync("r", 0, Start));
        Assert.Equal(ChallengerStatus.Trained, Assert.Single(await Runs.ChallengersAsync("r")).Status);
    }

    [Fact]
    public async Task A_challenger_of_no_run_is_refused()
    {
        await Assert.ThrowsAnyAsync<DbException>(
            () => Runs.TakeChallengerAsync("no-such-run", 0, Start));
    }

    [Fact]
    public void Stored_numbers_never_change()
    {
        Assert.Equal([0, 1, 2, 3, 4], Enum.GetValues<RunStatus>().Select(status => (int)status));
        Assert.Equal(
            ["Queued", "Running", "Finished", "Failed", "Cancelled"], Enum.GetNames<RunStatus>());
        Assert.Equal(["Waiting", "Training", "Trained", "Failed"], Enum.GetNames<ChallengerStatus>());
    }

    private static RunRow Run(string id, int priority = 0, int hour = 0) =>
        new(id, Model, RunStatus.Queued, priority, "drift", Start.AddHours(hour), "{}");

    private Task<bool> FinishAsync(int attempt, ChallengerStatus status) =>
        Runs.FinishChallengerAsync("r", 0, attempt, status, "a", "{}", 2);

    private async Task QueueAsync(params RunRow[] runs) =>
        Assert.True((await Database.Models.CommitAsync(Commit(0) with { NewRuns = runs })).Committed);

    private async Task EndAsync(long revision, RunOutcome outcome) =>
        Assert.True((await Database.Models.CommitAsync(Commit(revision) with { RunOutcomes = [outcome] })).Committed);
}
