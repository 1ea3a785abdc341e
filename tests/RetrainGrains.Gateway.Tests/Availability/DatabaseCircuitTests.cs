using RetrainGrains.Gateway.Availability;

namespace RetrainGrains.Gateway.Tests.Availability;

public sealed class DatabaseCircuitTests : IDisposable
{
    private readonly ManualTime time = new();
    private readonly AnsweringStore store = new();
    private readonly LinesLogger<DatabaseCircuit> log = new();
    private readonly DatabaseCircuit circuit;

    public DatabaseCircuitTests() => circuit = new DatabaseCircuit(store, time, log);

    public void Dispose() => circuit.Dispose();

    [Fact]
    public async Task Going_away_and_coming_back_are_each_told_once()
    {
        Assert.True(circuit.WhenBackAsync().IsCompleted);
        circuit.Report(OutageDatabase.Away());
        circuit.Report(OutageDatabase.Away());
        Assert.True(circuit.IsAway);

        store.Answers = true;
        time.Advance(DatabaseCircuit.PauseMin);
        await circuit.WhenBackAsync();

        Assert.False(circuit.IsAway);
        Assert.Equal(["The database is away: ", "The database is back after 00:00:00.25"],
            log.Lines.Select(line => line[..Math.Min(line.Length, line.Contains("back") ? 38 : 22)]));
    }

    [Fact]
    public async Task One_prober_asks_ever_less_often_until_the_database_answers()
    {
        circuit.Report(OutageDatabase.Away());
        var pauses = new List<double>();
        for (var i = 0; i < 6; i++) pauses.Add(await PassPauseAsync());
        Assert.Equal([250, 500, 1_000, 2_000, 2_000, 2_000], pauses);
        Assert.Equal(TimeSpan.FromMilliseconds(7_750), circuit.AwayFor);

        store.Answers = true;
        await PassPauseAsync();
        await circuit.WhenBackAsync();

        Assert.Equal((7, TimeSpan.Zero), (store.Questions, circuit.AwayFor));
    }

    [Fact]
    public async Task A_database_that_answers_and_fails_in_turns_is_asked_less_and_less()
    {
        store.Answers = true;
        var pauses = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            circuit.Report(OutageDatabase.Away());
            pauses.Add(await PassPauseAsync());
            await circuit.WhenBackAsync();
        }
        time.Advance(TimeSpan.FromMinutes(2));
        circuit.Report(OutageDatabase.Away());
        pauses.Add(await PassPauseAsync());

        Assert.Equal([250, 500, 1_000, 250], pauses);
    }

    [Fact]
    public async Task Who_waits_for_the_database_may_leave()
    {
        using var leaving = new CancellationTokenSource();
        circuit.Report(OutageDatabase.Away());
        var waiting = circuit.WhenBackAsync(leaving.Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Throws<DatabaseAwayException>(circuit.ThrowIfAway);
    }

    [Fact]
    public void A_gateway_that_closes_asks_no_more()
    {
        circuit.Report(OutageDatabase.Away());
        circuit.Dispose();

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
