using Orleans.Runtime.Messaging;

namespace RetrainGrains.Orleans.Tests;

[Collection(SharedCluster.Name)]
public sealed class FailureTests(FleetCluster cluster)
{
    public static TheoryData<Exception> Unreachable =>
    [
        new SiloUnavailableException("the silo is gone"),
        new ConnectionFailedException("the line is cut"),
        new GatewayTooBusyException("not now"),
    ];

    [Theory]
    [MemberData(nameof(Unreachable))]
    public void What_did_not_get_through_is_known_as_unavailable(Exception error)
    {
        var translated = Assert.IsType<FleetUnavailableException>(FailureTranslation.Translated(error));

        Assert.Equal((error.Message, error), (translated.Message, translated.InnerException));
    }

    [Fact]
    public void What_an_actor_itself_says_keeps_its_name()
    {
        Assert.Null(FailureTranslation.Translated(new StaleModelException("station", 1, 2)));
        Assert.Null(FailureTranslation.Translated(new TimeoutException()));
        Assert.Null(FailureTranslation.Translated(new DatabaseAwayException(new IOException())));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_model_with_too_many_calls_waiting_turns_further_ones_away_as_busy(int from)
    {
        var caller = from == 0 ? cluster.First : cluster.Second;
        var model = FleetCluster.FleetOf(caller).Model($"crowded {from}");
        await FleetCluster.OnAsync(cluster.Second, model.Describe);
        var held = cluster.Calls.Next<IModelGrain>(
            $"crowded {from}", nameof(IModelGrain.OutcomesArrived), Stop.Before);
        var first = model.OutcomesArrived();
        await held.Reached;

        Task[] calls = [.. Enumerable.Range(0, FleetCluster.CallsWaitingMax + 3).Select(_ => model.OutcomesArrived())];
        var error = await Assert.ThrowsAsync<FleetBusyException>(
            async () => await (await Task.WhenAny(calls).WaitAsync(FleetCluster.Patience)));

        Assert.IsType<LimitExceededException>(error.InnerException);
        held.Release();
        await first;
        await Task.WhenAll(calls).WaitAsync(FleetCluster.Patience).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.All(calls.Where(call => !call.IsCompletedSuccessfully),
            call => Assert.IsType<FleetBusyException>(call.Exception!.InnerException));
        await model.OutcomesArrived();
    }
}
