using RetrainGrains.Domain.Lifecycle;
using RetrainGrains.Domain.Observations;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Fleet.Models;

namespace RetrainGrains.Fleet.Tests.Facts;

/// <summary>The comparison of what a story has left behind with what the dictionary says of it.</summary>
internal sealed class FactComparison(FactProcess process, FactDictionary facts, StoryClock clock)
{
    private const double Predicted = 50;
    private const int All = 1_000;

    private static readonly DateTimeOffset First = FactRows.Start.AddDays(-30);

    private KnownRow[] Known => [.. facts.Rows.Where(row => row.IsKnown).OrderBy(row => row.Place)];

    // Those that count in windows and track records.
    private KnownRow[] Counted =>
        [.. Known.Where(row => !row.IsPredicted || row.KnownAt - row.At <= FactDictionary.Horizon)];

    /// <summary>Finds the first thing that is not as the dictionary says; null when there is none.</summary>
    public async Task<string?> FirstDifferenceAsync()
    {
        var differences = new[]
        {
            await OfLogAsync(), await OfCountsAsync(), await OfRepairsAsync(), await OfLearnedStateAsync(),
        };
        return differences.FirstOrDefault(difference => difference is not null);
    }

    private async Task<string?> OfLogAsync()
    {
        var log = process.Database.Observations;
        var labelled = await log.LabelledAfterAsync(process.Key, 0, All);
        var trained = await log.MaturedBetweenAsync(process.Key, First, clock.Now.AddDays(1), long.MaxValue);
        var predicted = await log.PredictedAfterAsync(
            process.Key, new PredictionMark(First, ""), clock.Now.AddDays(1), All);
        return Differ("outcomes", Known.Select(Told), labelled.Select(Told))
            ?? Differ(
                "training rows", facts.Rows.Where(row => row.IsKnown).Select(row => row.Of.Id),
                trained.Select(row => row.PredictionId))
            ?? Differ(
                "predictions",
                facts.Rows.Where(row => row is { IsPredicted: true, IsWithdrawn: false }).Select(row => row.Of.Id),
                predicted.Select(row => row.PredictionId));
    }

    private async Task<string?> OfCountsAsync()
    {
        var log = process.Database.Observations;
        var (counts, waiting) = (await log.CountAsync(process.Key), await log.WaitingAsync(process.Key));
        return Differ(
            "counts", [facts.Rows.Count(row => row.IsPredicted), Known.Length, facts.Waiting],
            [(int)counts.Predictions, (int)counts.Outcomes, (int)waiting.Count]);
    }

    private async Task<string?> OfRepairsAsync()
    {
        var ledger = (await process.Database.Models.LedgerAsync(process.Key, 1, All))
            .Select(line => DomainJson.Read<LifecycleEvent>(line.Body)).OfType<FactsRepaired>();
        var told = new List<string>();
        foreach (var request in facts.Requests) told.Add(await process.LookAsync(request));
        return Differ("repairs", facts.Requests.Select(facts.Look), told)
            ?? Differ("the ledger's repairs", facts.Requests.Order(), ledger.Select(line => line.RequestId).Order());
    }

    private async Task<string?> OfLearnedStateAsync()
    {
        var session = (await ModelSession.LoadAsync(
            process.Database, process.Scorers, NoWorkers.Instance, process.Key))!;
        var learned = session.LearnedState;
        var hours = Counted.GroupBy(row => HourBucket.HourOf(row.At)).OrderBy(hour => hour.Key).Select(hour =>
            Hour(hour.Key, hour.Count(), hour.Count(row => row.IsPredicted), hour.Where(row => row.IsPredicted)
                .Sum(LossOf)));
        var windows = session.Buckets.Where(bucket => bucket.Features.Rows > 0).Select(bucket =>
            Hour(bucket.Hour, bucket.Features.Rows, bucket.Served.Count, bucket.Served.Loss));
        return Differ("outcomes that were learned from", [Known.Length], [(int)learned.Outcomes])
            ?? Differ<string>("what is left to compute", [], session.IsRepairing ? ["a repair"] : [])
            ?? Differ("hours", hours, windows)
            ?? OfNewest(learned.NewestOutcome)
            ?? OfRecords(session);
    }

    // What clocks that differ tell of a moment that has not come is taken for the moment at which it was read.
    private string? OfNewest(DateTimeOffset? found)
    {
        var newest = Known.Select(row => (DateTimeOffset?)row.KnownAt).Max();
        var holds = newest is null ? found is null : found <= newest && found >= newest - FactDictionary.Ahead;
        return holds ? null : Differ("the newest outcome", [newest], [found]);
    }

    // Each row counts from when it came, and half as much after each half-life of the times at which things were known.
    private string? OfRecords(ModelSession session)
    {
        var (records, halfLives) = (session.LearnedState.Records, session.State.Policy.Challengers.HalfLives);
        for (var memory = 0; memory < halfLives.Length; memory++)
        {
            var (rows, losses, served, servedLosses) = (0.0, 0.0, 0.0, 0.0);
            var last = Counted.Select(row => row.KnownAt).DefaultIfEmpty().Max();
            var latest = DateTimeOffset.MinValue;
            foreach (var row in Counted)
            {
                latest = row.KnownAt > latest ? row.KnownAt : latest;
                var weight = Math.Pow(0.5, (last - latest) / halfLives[memory]);
                (rows, losses) = (rows + weight, losses + weight * LossOf(row));
                if (!row.IsPredicted) continue;
                (served, servedLosses) = (served + weight, servedLosses + weight * LossOf(row));
            }
            var difference = Differ(
                $"track record {memory}", new[] { rows, losses, served, servedLosses }.Select(Rounded),
                new[]
                {
                    records.RowsIn(memory), records.LossSums[memory * 2], records.ServedRows[memory],
                    records.ServedLosses[memory],
                }.Select(Rounded));
            if (difference is not null) return difference;
        }
        return null;
    }

    private static double LossOf(KnownRow row) => Math.Pow(row.Outcome!.Value - Predicted, 2);

    private static string Hour(long hour, double rows, double served, double loss) =>
        FormattableString.Invariant($"{hour}: {rows} rows, {served} served, loss {Rounded(loss)}");

    private static double Rounded(double value) => Math.Round(value, 6);

    private static string Told(KnownRow row) =>
        FormattableString.Invariant($"{row.Place} {row.Of.Id} {row.Outcome} at {row.At:O} known {row.KnownAt:O}");

    private static string Told(LabelledRow row) => FormattableString.Invariant(
        $"{row.Sequence} {row.PredictionId} {row.Outcome} at {row.At:O} known {row.KnownAt:O}");

    private static string? Differ<T>(string of, IEnumerable<T> expected, IEnumerable<T> found)
    {
        var (right, actual) = (expected.ToArray(), found.ToArray());
        return right.SequenceEqual(actual)
            ? null
            : $"{of}: [{string.Join("; ", actual)}], and the dictionary says [{string.Join("; ", right)}]";
    }
}
