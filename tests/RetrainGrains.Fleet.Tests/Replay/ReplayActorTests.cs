using Orleans.Concurrency;
using RetrainGrains.Fleet.Replay;

namespace RetrainGrains.Fleet.Tests.Replay;

/// <summary>An actor whose calls begin, wait to be let on, and end.</summary>
public interface IGate
{
    Task Pass(string name);

    [ReadOnly]
    Task Look(string name);

    [AlwaysInterleave]
    Task<int> Slip(string name);
}

public sealed class ReplayActorTests
{
    private readonly VirtualLoop loop = new(TestFleet.Start);
    private readonly List<string> lines = [];
    private readonly Dictionary<string, TaskCompletionSource> gates = [];
    private readonly List<ReplayContext> lives = [];
    private readonly ReplayActor actor;
    private readonly IGate gate;

    public ReplayActorTests()
    {
        actor = new ReplayActor(loop, "gate", Enter, before: null);
        gate = ActorProxy.For<IGate>(actor);
    }

    [Fact]
    public void Calls_run_one_after_the_other_in_the_order_they_came() => loop.Run(async () =>
    {
        var (first, second) = (gate.Pass("first"), gate.Pass("second"));
        await loop.Settle();
        Assert.Equal(["first begins"], lines);

        Open("first");
        Open("second");
        await Task.WhenAll(first, second);

        Assert.Equal(["first begins", "first ends", "second begins", "second ends"], lines);
    });

    [Fact]
    public void Reading_calls_run_beside_each_other_and_never_beside_one_that_writes() => loop.Run(async () =>
    {
        var calls = new[] { gate.Look("a"), gate.Look("b"), gate.Pass("c"), gate.Look("d") };
        await loop.Settle();
        Assert.Equal(["a begins", "b begins"], lines);

        foreach (var name in new[] { "a", "b", "c", "d" }) Open(name);
        await Task.WhenAll(calls);

        Assert.Equal(["c begins", "c ends", "d begins", "d ends"], lines.Skip(4));
    });

    [Fact]
    public void A_call_that_always_interleaves_passes_those_that_wait() => loop.Run(async () =>
    {
        var (writing, waiting) = (gate.Pass("writing"), gate.Pass("waiting"));
        Open("slipping");
        Assert.Equal(8, await gate.Slip("slipping"));
        Assert.Equal(["writing begins", "slipping begins", "slipping ends"], lines);
        Open("writing");
        Open("waiting");
        await Task.WhenAll(writing, waiting);
    });

    [Fact]
    public void A_call_that_fails_fails_its_caller_and_nobody_else() => loop.Run(async () =>
    {
        Open("first");
        gates["first"] = new TaskCompletionSource();
        gates["first"].SetException(new FormatException());
        await Assert.ThrowsAsync<FormatException>(() => gate.Pass("first"));
        Open("second");
        await gate.Pass("second");
        Assert.Equal("second ends", lines[^1]);
    });

    [Fact]
    public void After_it_has_retired_what_is_under_way_ends_and_the_next_call_finds_a_fresh_actor() =>
        loop.Run(async () =>
    {
        var (first, second) = (gate.Pass("first"), gate.Slip("second"));
        await loop.Settle();
        lives[0].Retire();
        var third = gate.Slip("third");
        await loop.Settle();
        Assert.Equal(["first begins", "second begins"], lines);

        foreach (var name in new[] { "first", "second", "third" }) Open(name);
        await Task.WhenAll(first, second, third);

        Assert.Equal(2, lives.Count);
    });

    [Fact]
    public void A_timer_ticks_until_its_actor_retires_and_a_failed_tick_does_not_end_it() => loop.Run(async () =>
    {
        Open("call");
        await gate.Pass("call");
        var ticks = 0;
        lives[0].StartTimer(
            _ => ++ticks == 2 ? throw new FormatException() : Task.CompletedTask, TimeSpan.FromMinutes(1),
            TimeSpan.FromMinutes(1));
        await loop.AdvanceBy(TimeSpan.FromMinutes(3));
        Assert.Equal((3, "FormatException"), (ticks, lines[^1]));
        lives[0].Retire();
        await loop.AdvanceBy(TimeSpan.FromMinutes(3));
        Assert.Equal(3, ticks);
    });

    [Fact]
    public void A_change_during_a_tick_takes_effect_when_the_tick_ends() => loop.Run(async () =>
    {
        Open("call");
        await gate.Pass("call");
        var times = new List<TimeSpan>();
        IActorTimer timer = null!;
        timer = lives[0].StartTimer(
            async cancellation =>
            {
                times.Add(loop.Clock.GetUtcNow() - TestFleet.Start);
                timer.Change(TimeSpan.FromMinutes(5), Timeout.InfiniteTimeSpan);
                await Task.Delay(TimeSpan.FromMinutes(1), loop.Clock, cancellation);
            },
            TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        await loop.AdvanceBy(TimeSpan.FromMinutes(10));
        Assert.Equal([TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(7)], times);
    });

    [Fact]
    public void A_loop_that_is_stuck_says_which_calls_are_not_answered()
    {
        loop.Pending = () => actor.Pending;
        var error = Assert.Throws<ReplayException>(() => loop.Run(async () =>
        {
            _ = gate.Pass("later");
            await gate.Pass("never");
        }));
        Assert.Contains("gate: Pass is under way (1); gate: Pass waits (1)", error.Message, StringComparison.Ordinal);
    }

    private void Open(string name) => Gate(name).TrySetResult();

    private TaskCompletionSource Gate(string name)
    {
        if (!gates.TryGetValue(name, out var found)) gates[name] = found = new TaskCompletionSource();
        return found;
    }

    private ReplayContext Enter()
    {
        var context = new ReplayContext(loop.Clock, "key", error => lines.Add(error.GetType().Name));
        context.Actor = new GateActor(this);
        lives.Add(context);
        return context;
    }

    private sealed class GateActor(ReplayActorTests test) : IGate
    {
        public Task Pass(string name) => GoAsync(name);

        public Task Look(string name) => GoAsync(name);

        public async Task<int> Slip(string name)
        {
            await GoAsync(name);
            return name.Length;
        }

        private async Task GoAsync(string name)
        {
            test.lines.Add($"{name} begins");
            await test.Gate(name).Task;
            test.lines.Add($"{name} ends");
        }
    }
}
