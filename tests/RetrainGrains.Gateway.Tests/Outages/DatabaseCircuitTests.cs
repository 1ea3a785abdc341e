using RetrainGrains.Gateway.Outages;
using RetrainGrains.Gateway.Tests.Serving;

namespace RetrainGrains.Gateway.Tests.Outages;

public sealed class DatabaseCircuitTests : IDisposable
{
    private readonly WatchedTime time = new();
    private readonly AnsweringStore store = new();
    private readonly LinesLogger<DatabaseCircuit> log = new();
    private readonly DatabaseCircuit watch;

    public DatabaseCircuitTests() => watch = new DatabaseCircuit(store, time, log);

    public void Dispose() => watch.Dispose();

    [Fact]
    public async Task Going_away_and_coming_back_are_each_told_once()
    {
        Assert.True(watch.WhenBackAsync().IsCompleted);
        watch.Report(OutageDatabase.Away());
        watch.Report(OutageDatabase.Away());
        Assert.True(watch.IsAway);

        store.Answers = true;
        time.Advance(DatabaseCircuit.PauseMin);
        await watch.WhenBackAsync();

        Assert.False(watch.IsAway);
        Assert.Equal(["The database is away: ", "The database is back after 00:00:00.25"],
            log.Lines.Select(line => line[..Math.Min(line.Length, line.Contains("back") ? 38 : 22)]));
    }

    [Fact]
    public async Task One_prober_asks_ever_less_often_until_the_database_answers()
    {
        watch.Report(OutageDatabase.Away());
        var pauses = new List<double>();
        for (var i = 0; i < 6; i++) pauses.Add(await PassPauseAsync());
        Assert.Equal([250, 500, 1_000, 2_000, 2_000, 2_000], pauses);
        Assert.Equal(TimeSpan.FromMilliseconds(7_750), watch.AwayFor);

        store.Answers = true;
        await PassPauseAsync();
        await watch.WhenBackAsync();

        Assert.Equal((7, TimeSpan.Zero), (store.Questions, watch.AwayFor));
    }

    [Fact]
    public async Task A_database_that_answers_and_fails_in_turns_is_asked_less_and_less()
    {
        store.Answers = true;
        var pauses = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            watch.Report(OutageDatabase.Away());
            pauses.Add(await PassPauseAsync());
            await watch.WhenBackAsync();
        }
        time.Advance(TimeSpan.FromMinutes(2));
        watch.Report(OutageDatabase.Away());
        pauses.Add(await PassPauseAsync());

        Assert.Equal([250, 500, 1_000, 250], pauses);
    }

    [Fact]
    public async Task Who_waits_for_the_database_may_leave()
    {
        using var leaving = new CancellationTokenSource();
        watch.Report(OutageDatabase.Away());
        var waiting = watch.WhenBackAsync(leaving.Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Throws<DatabaseAwayException>(watch.ThrowIfAway);
    }

    [Fact]
    public void A_gateway_that_closes_asks_no_more()
    {
        watch.Report(OutageDatabase.Away());
        watch.Dispose();

        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(0, store.Questions);
    }

    private async Task<double> PassPauseAsync()
    {
        var pause = await time.TimerSetAsync();
        time.Advance(pause);
        return pause.TotalMilliseconds;
    }

    private sealed class AnsweringStore : IServingStore
    {
        public bool Answers { get; set; }
        public int Questions { get; private set; }

        public Task<IReadOnlyList<ServingChange>> ChangedSinceAsync(
            long epoch, int limit, CancellationToken cancellation = default)
        {
            Questions++;
            return Answers ? Task.FromResult<IReadOnlyList<ServingChange>>([]) : throw OutageDatabase.Away();
        }
    }
}
