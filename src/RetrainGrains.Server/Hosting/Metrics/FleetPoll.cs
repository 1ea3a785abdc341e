using System.Diagnostics.Metrics;
using RetrainGrains.Storage;

namespace RetrainGrains.Server.Hosting.Metrics;

/// <summary>Looks at the database every few seconds, for the gauges that no event moves.</summary>
internal sealed class FleetPoll : BackgroundService
{
    /// <summary>
    /// The time between two looks: as often as Prometheus usually looks, with about twenty indexed reads each time.
    /// </summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    /// <summary>A database that answers no sooner counts as away.</summary>
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(10);

    private readonly IDatabase database;
    private readonly TimeProvider clock;
    private bool looked;
    private volatile FleetSnapshot? reading;

    public FleetPoll(IDatabase database, TimeProvider clock, IMeterFactory meters)
    {
        (this.database, this.clock) = (database, clock);
        var meter = meters.Create("RetrainGrains.Fleet");
        meter.CreateObservableGauge<int>(
            "retraingrains.database.up", Up, unit: null, "1 when the database answered the last look, 0 otherwise.");
        meter.CreateObservableGauge(
            "retraingrains.runs", Runs, "{run}", "Runs that wait or train; 1,000 stands for that many or more.");
        Gauge("retraingrains.runs.age", "s", "How long ago the oldest unfinished run was asked for.",
            now => now.OldestRun.TotalSeconds);
        Gauge("retraingrains.outbox", "{effect}", "Effects without confirmation; 1,000 stands for that many or more.",
            now => now.Effects);
        Gauge("retraingrains.outbox.age", "s", "How long ago the oldest unconfirmed effect was committed.",
            now => now.OldestEffect.TotalSeconds);
        Gauge("retraingrains.checks.lateness", "s", "How long the most overdue check has been waiting.",
            now => now.ChecksLate.TotalSeconds);

        void Gauge(string name, string unit, string text, Func<FleetSnapshot, double> value) =>
            meter.CreateObservableGauge(
                name, () => reading is { } now ? [new Measurement<double>(value(now))] : None<double>(), unit, text);
    }

    /// <summary>Takes one look. A failure is itself the reading: the database is away.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(AnswerMax, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            reading = await FleetSnapshot.TakeAsync(database, clock.GetUtcNow(), either.Token)
                .WaitAsync(either.Token);
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            reading = null;
        }
        looked = true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The system's clock: the fleet's may run a thousand times as fast.
        using var timer = new PeriodicTimer(Period, TimeProvider.System);
        do
        {
            await LookAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private IEnumerable<Measurement<int>> Up() =>
        looked ? [new Measurement<int>(reading is null ? 0 : 1)] : None<int>();

    private IEnumerable<Measurement<int>> Runs() => reading is not { } now
        ? None<int>()
        :
        [
            new Measurement<int>(now.RunsQueued, new KeyValuePair<string, object?>("status", "queued")),
            new Measurement<int>(now.RunsRunning, new KeyValuePair<string, object?>("status", "running")),
        ];

    private static IEnumerable<Measurement<T>> None<T>() where T : struct => [];
}
