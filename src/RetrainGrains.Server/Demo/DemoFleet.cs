namespace RetrainGrains.Server.Demo;

/// <summary>Moves all stations through time, hour by hour, and tells what their ledgers say.</summary>
internal sealed class DemoFleet(
    ImmutableArray<LedgerReader> stations, FastClock clock, StoryScreen screen, StoryTally tally,
    ServerEndpoints endpoints)
{
    private const int TableEveryDays = 7;
    private const int ReadEveryHours = 3;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Creep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    private bool summarised;

    public async Task JoinAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await Task.WhenAll(stations.Select(reader => reader.Station.JoinAsync(now, cancellation)));
        while (stations.Any(reader => !reader.Station.FirstVersion.IsKnown))
        {
            // Time creeps while the first models train: nothing that waits on it stands still, and no row grows old.
            clock.HoldAt(clock.GetUtcNow() + Creep);
            await Task.Delay(Glance, TimeProvider.System, cancellation);
            await ReadAsync(now, cancellation);
        }
    }

    public async Task LiveAsync(DateTimeOffset from, CancellationToken cancellation)
    {
        for (var (at, hours) = (from, 1); ; (at, hours) = (at + Hour, hours + 1))
        {
            // While the stations work on this hour time may run to the next one, and waits there for them.
            clock.HoldAt(at);
            await clock.ReachAsync(at, cancellation);
            clock.HoldAt(at + Hour);
            TellNews(at);
            await Task.WhenAll(stations.Select(reader => reader.Station.LiveAsync(at, cancellation)));
            if (hours % ReadEveryHours == 0) await ReadAsync(from, cancellation);
            if (hours % (24 * TableEveryDays) == 0) screen.Table(at, stations);
            if (tally.IsComplete && !summarised)
            {
                summarised = true;
                screen.Table(at, stations);
                screen.Summary(tally, endpoints);
            }
        }
    }

    private void TellNews(DateTimeOffset at)
    {
        foreach (var station in stations.Select(reader => reader.Station))
        {
            if (station.News(at) is { } news) screen.Tell(new StoryLine(at, station.Plan.Name, StoryKind.World, news));
        }
    }

    /// <summary>
    /// Reads the stations' ledgers and tells their new lines; those from before <paramref name="since"/> belong to an
    /// earlier start and are not told again.
    /// </summary>
    private async Task ReadAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        var lines = await Task.WhenAll(stations.Select(reader => reader.ReadAsync(cancellation)));
        foreach (var line in lines.SelectMany(line => line)
            .Where(line => line.At >= since - Hour).OrderBy(line => line.At))
        {
            tally.Add(line);
            screen.Tell(line);
        }
    }
}
