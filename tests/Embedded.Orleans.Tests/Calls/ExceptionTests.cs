namespace Orleans.Tests.Calls;

public sealed class ExceptionTests
{
    [Fact]
    public void An_exception_keeps_its_type_message_and_stack() => TestSilo.Run(async silo =>
    {
        var error = await Assert.ThrowsAsync<FormatException>(() => silo.Grains.GetGrain<IThrower>("a").Throw());
        Assert.Equal("bad input", error.Message);
        Assert.Contains(nameof(ThrowerGrain), error.StackTrace);
    });

    [Fact]
    public void An_exception_thrown_after_an_await_arrives_too() => TestSilo.Run(async silo =>
        await Assert.ThrowsAsync<FormatException>(() => silo.Grains.GetGrain<IThrower>("a").ThrowLater().AsTask()));

    [Fact]
    public void A_cancelled_call_arrives_as_cancelled() => TestSilo.Run(async silo =>
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(3), silo.Clock);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => silo.Grains.GetGrain<IThrower>("a").Wait(cancellation.Token));
    });

    [Fact]
    public void A_grain_that_threw_serves_the_next_call() => TestSilo.Run(async silo =>
    {
        var grain = silo.Grains.GetGrain<IThrower>("a");
        await Assert.ThrowsAsync<FormatException>(() => grain.Throw());
        Assert.Equal(3, await grain.Add(1, 2));
        var counted = silo.Counters.Grains().Single(type => type.GrainType == "thrower");
        Assert.Equal(
            [("IThrower.Add", 1, 0), ("IThrower.Throw", 1, 1)],
            counted.Methods.Where(method => method.IsCall)
                .Select(method => (method.Method, (int)method.Calls, (int)method.Errors)));
    });
}

public interface IThrower : IGrainWithStringKey
{
    Task<int> Throw();

    ValueTask ThrowLater();

    Task Wait(CancellationToken cancellationToken);

    ValueTask<int> Add(int left, int right);
}

public sealed class ThrowerGrain(TimeProvider clock) : Grain, IThrower
{
    public Task<int> Throw() => throw new FormatException("bad input");

    public async ValueTask ThrowLater()
    {
        await Task.Delay(TimeSpan.FromSeconds(1), clock);
        throw new FormatException("bad input");
    }

    public Task Wait(CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromSeconds(20), clock, cancellationToken);

    public ValueTask<int> Add(int left, int right) => ValueTask.FromResult(left + right);
}
