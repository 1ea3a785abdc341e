using Microsoft.Extensions.Hosting;
using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Gateway.Availability;
using RetrainGrains.Gateway.Options;

namespace RetrainGrains.Gateway.Tests.Availability;

public sealed class GrainCallsTests
{
    private static readonly Answer<ModelView> Answer =
        ModelView.Of(3, Example.State("a"), LearnedState.None(Example.State("a")));

    private readonly ManualTime time = new();
    private readonly FakeFleet grains = new();
    private readonly LinesLogger<GrainCalls> log = new();
    private readonly List<DateTimeOffset> tries = [];

    public static TheoryData<Exception> Passing =>
    [
        new FleetUnavailableException("lost"), new TimeoutException(), new StaleModelException("a", 1, 2),
    ];

    public static TheoryData<Exception> Lasting =>
    [
        new FleetBusyException("full"), new DatabaseAwayException(new IOException("refused")),
        new InvalidOperationException("a fault"),
    ];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task A_call_that_did_not_get_through_is_made_again_until_it_does(Exception error)
    {
        Fail(times: 4, error);

        var asked = Calls().AskAsync("a", model => model.Describe(), CancellationToken.None);
        await time.PassUntilAsync(asked);

        Assert.Equal(3, (await asked).Value!.Revision);
        Assert.Equal(5, tries.Count);
        Assert.Empty(log.Lines);
    }

    [Theory]
    [MemberData(nameof(Lasting))]
    public async Task What_does_not_pass_by_itself_is_not_tried_again(Exception error)
    {
        Fail(times: 1, error);

        var thrown = await Assert.ThrowsAnyAsync<Exception>(
            () => Calls().AskAsync("a", model => model.Describe(), CancellationToken.None));

        Assert.Same(error, thrown);
        Assert.Single(tries);
    }

    [Fact]
    public async Task A_model_that_stays_unreachable_is_refused_within_ten_seconds_and_named()
    {
        Fail(times: int.MaxValue, new FleetUnavailableException("lost"));

        var asked = Calls().AskAsync("a", model => model.Describe(), CancellationToken.None);
        var pauses = new List<TimeSpan>();
        while (!asked.IsCompleted)
        {
            var next = time.TimerSetAsync().AsTask();
            if (await Task.WhenAny(next, asked) == asked) break;
            pauses.Add(await next);
            time.Advance(pauses[^1]);
        }

        var refusal = (await asked).Refusal!;
        Assert.Equal((RefusalKind.Unavailable, "model_id", "a"),
            (refusal.Kind, refusal.Problems[0].Field, refusal.Problems[0].Value));
        Assert.Contains("could not be reached within 10 s", refusal.ToString());
        Assert.All(pauses, pause => Assert.InRange(pause, TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        Assert.InRange(tries[^1] - tries[0], TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(10));
        Assert.Equal("Model a could not be reached.", Assert.Single(log.Lines));
    }

    [Fact]
    public async Task A_caller_whose_time_ends_waits_for_no_try_that_hangs()
    {
        using var deadline = new CancellationTokenSource();
        grains.Model("a").OnCommand = _ => new TaskCompletionSource<Answer<ModelView>>().Task;
        var asked = Calls().AskAsync("a", model => model.Describe(), deadline.Token);
        await deadline.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task A_slow_answer_is_waited_for_whatever_the_patience()
    {
        var slow = new TaskCompletionSource<Answer<ModelView>>();
        grains.Model("a").OnCommand = _ => slow.Task;
        var asked = Calls().AskAsync("a", model => model.Describe(), CancellationToken.None);
        time.Advance(TimeSpan.FromMinutes(1));
        slow.SetResult(Answer);

        Assert.NotNull((await asked).Value);
    }

    [Fact]
    public async Task A_gateway_that_stops_tries_nothing_again()
    {
        using var host = new StoppingHost();
        Fail(times: 1, new FleetUnavailableException("lost"));

        var answer = await Calls(host).AskAsync("a", model => model.Describe(), CancellationToken.None);

        Assert.Equal(RefusalKind.Unavailable, answer.Refusal!.Kind);
    }

    [Fact]
    public void A_call_that_gets_through_ends_on_its_callers_thread()
    {
        Fail(times: 0, new TimeoutException());

        Assert.True(Calls().AskAsync("a", model => model.Describe(), CancellationToken.None).IsCompletedSuccessfully);
    }

    private GrainCalls Calls(IHostApplicationLifetime? host = null) =>
        new(grains, time, new GatewayOptions(), log, host);

    private void Fail(int times, Exception error) => grains.Model("a").OnCommand = _ =>
    {
        tries.Add(time.GetUtcNow());
        return tries.Count <= times ? throw error : Task.FromResult(Answer);
    };

    private sealed class StoppingHost : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource stopped = new();

        public StoppingHost() => stopped.Cancel();

        public CancellationToken ApplicationStarted => CancellationToken.None;
        public CancellationToken ApplicationStopping => stopped.Token;
        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => stopped.Cancel();

        public void Dispose() => stopped.Dispose();
    }
}
