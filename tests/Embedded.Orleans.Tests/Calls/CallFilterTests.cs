using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;

namespace Orleans.Tests.Calls;

public sealed class CallFilterTests
{
    [Fact]
    public void Filters_run_around_the_call_in_the_order_of_registration() => TestSilo.Run(
        async silo =>
        {
            Assert.Equal(5, await silo.Grains.GetGrain<IThrower>("a").Add(2, 3));
            Assert.Equal(
                ["outer before Add(2, 3)", "inner before Add(2, 3)", "inner after: 5", "outer after: 5"],
                silo.Journal.Lines);
        },
        builder => AddJournalFilter(AddJournalFilter(builder, "outer"), "inner"));

    [Fact]
    public void A_filter_may_change_the_result() => TestSilo.Run(
        async silo => Assert.Equal(50, await silo.Grains.GetGrain<IThrower>("a").Add(2, 3)),
        builder => builder.AddIncomingGrainCallFilter(async context =>
        {
            await context.Invoke();
            context.Result = (int)context.Result! * 10;
        }));

    [Fact]
    public void A_filter_may_refuse_the_call() => TestSilo.Run(
        async silo => await Assert.ThrowsAsync<UnauthorizedAccessException>(
            () => silo.Grains.GetGrain<IThrower>("a").Add(2, 3).AsTask()),
        builder => builder.AddIncomingGrainCallFilter(_ => throw new UnauthorizedAccessException()));

    [Fact]
    public void A_grain_may_filter_its_own_calls() => TestSilo.Run(async silo =>
    {
        await silo.Grains.GetGrain<IGuarded>("a").Enter();
        Assert.Equal(["guard saw Enter of GuardedGrain", "entered"], silo.Journal.Lines);
    });

    private static ISiloBuilder AddJournalFilter(ISiloBuilder builder, string name)
    {
        builder.Services.AddSingleton<IIncomingGrainCallFilter>(services =>
            new JournalFilter(name, services.GetRequiredService<Journal>()));
        return builder;
    }

    private sealed class JournalFilter(string name, Journal journal) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            var request = context.Request;
            journal.Note($"{name} before {context.MethodName}({request.GetArgument(0)}, {request.GetArgument(1)})");
            await context.Invoke();
            journal.Note($"{name} after: {context.Result}");
        }
    }
}

public interface IGuarded : IGrainWithStringKey
{
    Task Enter();
}

public sealed class GuardedGrain(Journal journal) : Grain, IGuarded, IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        journal.Note($"guard saw {context.ImplementationMethod.Name} of {context.Grain.GetType().Name}");
        return context.Invoke();
    }

    public Task Enter()
    {
        journal.Note("entered");
        return Task.CompletedTask;
    }
}
