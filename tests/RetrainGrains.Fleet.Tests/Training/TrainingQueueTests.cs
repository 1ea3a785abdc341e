using RetrainGrains.Domain.Primitives;
using RetrainGrains.Fleet.Training;

namespace RetrainGrains.Fleet.Tests.Training;

public sealed class TrainingQueueTests
{
    [Fact]
    public void No_more_challengers_train_at_once_than_there_are_slots()
    {
        var queue = Queue(slots: 3, runsMax: 9);
        queue.Add(Run("a", challengers: 2));
        queue.Add(Run("b", challengers: 2));
        Assert.Equal([("a", 0), ("a", 1), ("b", 0)], TakeAll(queue));
        queue.Find("a")!.Training.Remove(0);
        Assert.Equal([("b", 1)], TakeAll(queue));
    }

    [Fact]
    public void No_more_runs_train_at_once_than_allowed_and_a_started_run_is_finished_first()
    {
        var queue = Queue(slots: 9, runsMax: 1);
        queue.Add(Run("a", challengers: 2));
        queue.Add(Run("b", challengers: 1, priority: 9));
        Assert.Equal([("b", 0)], TakeAll(queue));
        queue.Find("b")!.Training.Remove(0);
        Assert.Equal([("a", 0), ("a", 1)], TakeAll(queue));
    }

    [Fact]
    public void An_emergency_goes_first_then_the_older_run()
    {
        var queue = Queue(slots: 9, runsMax: 9);
        queue.Add(Run("young", challengers: 1, minute: 5));
        queue.Add(Run("old", challengers: 1, minute: 1));
        queue.Add(Run("emergency", challengers: 1, priority: (int)Severity.Emergency, minute: 9));
        Assert.Equal(["emergency", "old", "young"], TakeAll(queue).Select(taken => taken.RunId));
    }

    [Fact]
    public void An_emergency_waits_for_no_other_run_and_goes_before_those_that_have_started()
    {
        var queue = Queue(slots: 1, runsMax: 1);
        queue.Add(Run("a", challengers: 2));
        Assert.Equal([("a", 0)], TakeAll(queue));
        queue.Add(Run("emergency", challengers: 1, priority: (int)Severity.Emergency, minute: 9));
        queue.Find("a")!.Training.Remove(0);
        Assert.Equal([("emergency", 0)], TakeAll(queue));
    }

    [Fact]
    public void A_run_is_queued_once()
    {
        var queue = Queue(slots: 9, runsMax: 9);
        Assert.True(queue.Add(Run("a", challengers: 1)));
        Assert.False(queue.Add(Run("a", challengers: 1)));
        Assert.Single(TakeAll(queue));
    }

    [Fact]
    public void A_challenger_goes_to_the_silo_with_the_most_free_slots()
    {
        var queue = Queue(slots: 1, runsMax: 9);
        queue.Slots.Offer("large", 3, DateTimeOffset.MaxValue);
        queue.Add(Run("a", challengers: 5));
        var silos = new List<string>();
        while (queue.Take() is { } next) silos.Add(next.Silo);
        Assert.Equal(["large", "large", "here", "large"], silos);
    }

    [Fact]
    public void A_silo_that_no_longer_offers_slots_gets_nothing()
    {
        var queue = Queue(slots: 1, runsMax: 9);
        queue.Slots.Offer("large", 3, TestFleet.Start);
        queue.Slots.Lapse(TestFleet.Start);
        queue.Add(Run("a", challengers: 5));
        Assert.Equal("here", queue.Take()!.Value.Silo);
        Assert.Null(queue.Take());
    }

    private static TrainingQueue Queue(int slots, int runsMax)
    {
        var queue = new TrainingQueue(runsMax);
        queue.Slots.Offer("here", slots, DateTimeOffset.MaxValue);
        return queue;
    }

    private static QueuedRun Run(string id, int challengers, int priority = 0, int minute = 0) => new(
        new RunRow(id, "station", RunStatus.Queued, priority, "Age", TestFleet.Start.AddMinutes(minute), "{}"),
        challengers);

    private static List<(string RunId, int Ordinal)> TakeAll(TrainingQueue queue)
    {
        var taken = new List<(string, int)>();
        while (queue.Take() is { } next) taken.Add((next.Run.RunId, next.Ordinal));
        return taken;
    }
}
