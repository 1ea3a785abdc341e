namespace RetrainGrains.Orleans.Tests;

[Collection(SharedCluster.Name)]
public sealed class ActivationTests(FleetCluster cluster)
{
    [Fact]
    public async Task A_stale_activation_retires_and_the_next_call_finds_a_fresh_one_that_succeeds()
    {
        var model = await RegisterAsync("stale");
        var looked = await CallAsync("stale", nameof(IModelGrain.Describe), model.Describe);
        var end = cluster.EndOf(model);
        await CommitElsewhereAsync("stale");

        var error = await Assert.ThrowsAsync<StaleModelException>(() => model.SetPolicy(Policy("once")));
        await end;
        var asked = await CallAsync("stale", nameof(IModelGrain.SetPolicy), () => model.SetPolicy(Policy("once")));

        Assert.Equal(new StaleModelException("stale", 1, 2).Message, error.Message);
        Assert.NotEqual(looked.Activation, asked.Activation);
        Assert.Equal(3, (await model.Describe()).Value!.Revision);
    }

    [Fact]
    public async Task Descriptions_of_a_model_interleave_and_commands_wait_for_them_and_for_each_other()
    {
        var model = await RegisterAsync("busy");
        var first = cluster.Calls.Next<IModelGrain>("busy", nameof(IModelGrain.Describe), Stop.Before);
        var looking = model.Describe();
        await first.Reached;
        var policy = cluster.Calls.Next<IModelGrain>("busy", nameof(IModelGrain.SetPolicy), Stop.Before);
        var check = cluster.Calls.Next<IModelGrain>("busy", nameof(IModelGrain.Check));

        // Calls of one actor by one caller keep their order: when the second description answers, both commands wait.
        var commands = Task.WhenAll(model.SetPolicy(Policy("1")), model.Check(dryRun: true));
        await model.Describe().WaitAsync(FleetCluster.Patience);
        Assert.False(policy.HasBegun || check.HasBegun);

        first.Release();
        await policy.Reached;
        Assert.False(check.HasBegun);
        policy.Release();
        await check.Ended;
        await Task.WhenAll(commands, looking);
        string[] last = ["busy: SetPolicy begins", "busy: SetPolicy ends", "busy: Check begins", "busy: Check ends"];
        Assert.Equal(last, cluster.Calls.HistoryOf("busy")[^4..]);
    }

    [Fact]
    public async Task The_training_queue_hears_further_calls_while_one_is_under_way()
    {
        var queue = FleetCluster.FleetOf(cluster.First).TrainingQueue;
        var held = cluster.Calls.Next<ITrainingQueueGrain>(
            ITrainingQueueGrain.Key, nameof(ITrainingQueueGrain.Enqueue), Stop.Before);
        var first = queue.Enqueue("unknown");
        await held.Reached;

        await queue.Enqueue("unknown too").WaitAsync(FleetCluster.Patience);
        await queue.ChallengerFinished(new TrainingOrder("unknown", 0, 1)).WaitAsync(FleetCluster.Patience);

        Assert.False(first.IsCompleted);
        held.Release();
        await first;
    }

    // On the caller's silo: what it sends arrives in order and at once.
    private async Task<IModelGrain> RegisterAsync(string id)
    {
        var model = FleetCluster.FleetOf(cluster.First).Model(id);
        Assert.NotNull((await FleetCluster.OnAsync(
            cluster.First, () => model.Register(Station.Registration))).Value);
        return model;
    }

    private async Task<Call> CallAsync<T>(string key, string method, Func<Task<T>> ask)
    {
        var call = cluster.Calls.Next<IModelGrain>(key, method);
        await ask();
        return await call.Reached;
    }

    private async Task CommitElsewhereAsync(string id)
    {
        var row = (await cluster.Database.Models.FindAsync(id))!;
        Assert.True((await cluster.Database.Models.CommitAsync(new ModelCommit
        {
            ModelId = id,
            ModelType = row.ModelType,
            ExpectedRevision = row.Revision,
            State = row.State,
            At = cluster.Clock.GetUtcNow(),
        })).Committed);
    }

    private static SetModelPolicy Policy(string requestId) =>
        new("ann", """{ "triggers": { "budgetRuns": 9 } }""", 0, requestId);
}
