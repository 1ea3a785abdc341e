using RetrainGrains.Domain.Ensembles;
using RetrainGrains.Domain.Primitives;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Cli.Replay;

/// <summary>
/// The loss of what served beside that of the best recipe of hindsight, among those that could have served: of all rows
/// (<paramref name="Total"/>), and at its worst over the longest memory.
/// </summary>
public sealed record RegretReport(string Best, double Total, double Worst, DateTimeOffset WorstAt)
{
    /// <summary>The loss that is compared, such as "squared error".</summary>
    public required string Loss { get; init; }

    /// <summary>The upper bound of the worst ratio; null where none holds.</summary>
    public double? Bound { get; init; }

    /// <summary>The condition of the bound with its number, or the reason why there is none.</summary>
    public string? BoundReason { get; init; }
}

/// <summary>Follows the track records of one model through a replay, a look a day.</summary>
public sealed class RegretLog
{
    private static readonly TimeSpan Step = TimeSpan.FromDays(1);

    private const string Served = "served";

    // What is compared over hardly any rows says nothing: a month is half of the longest memory's default.
    private static readonly TimeSpan Young = TimeSpan.FromDays(28);

    // Of outcomes in larger lots, the weights learn too late for any useful bound.
    private const double LargestLot = 0.1;

    private readonly Dictionary<string, (double Held, double Total)> losses = [];
    private readonly Dictionary<string, int> looksWithVersion = [];
    private int looks;
    private double lot;
    private DiscountedRegret? newest;
    private DateTimeOffset? first;
    private DateTimeOffset last;
    private (double Ratio, DateTimeOffset At)? worst;

    public bool IsDue(DateTimeOffset now) => now - last >= Step;

    public void Add(ModelView view)
    {
        if (view.NewestOutcome is not { } now || view.Regrets.IsEmpty) return;
        var longest = view.Regrets.MaxBy(regret => regret.HalfLife)!;
        var keep = first is null ? 0 : Math.Pow(0.5, (now - last) / longest.HalfLife);
        (first, last, newest) = (first ?? now, now, longest);
        var young = now - first < Young;
        looks++;
        Grow(Served, longest.ServedLoss * longest.Rows, keep);
        foreach (var standing in view.Standings)
        {
            foreach (var (name, mean) in Named(standing))
            {
                var added = Grow(name, mean * standing.Rows, keep);
                if (!standing.HasVersion) continue;
                if (!young) lot = Math.Max(lot, added);
                looksWithVersion[name] = looksWithVersion.GetValueOrDefault(name) + 1;
            }
        }
        if (!young && !(longest.Ratio <= worst?.Ratio)) worst = (longest.Ratio, now);
    }

    public RegretReport? Report()
    {
        if (worst is not { } found || !losses.TryGetValue(Served, out var served)) return null;
        // A recipe without a version is given the mean loss of the others, and has not predicted anything.
        var rivals = losses.Where(pair => 2 * looksWithVersion.GetValueOrDefault(pair.Key) >= looks).ToArray();
        if (rivals.Length == 0) return null;
        var best = rivals.MinBy(pair => pair.Value.Total);
        var ratio = best.Value.Total > 0 ? served.Total / best.Value.Total
            : served.Total > 0 ? double.PositiveInfinity
            : 1;
        var (held, reason) = BoundOf(found.Ratio);
        return new RegretReport(best.Key, ratio, found.Ratio, found.At)
        {
            Loss = Losses.NameOf(newest!.Loss), Bound = held, BoundReason = reason,
        };
    }

    private (double? Bound, string? Reason) BoundOf(double ratio)
    {
        if (lot > LargestLot)
        {
            return (null, $"no bound: what became known in one day was {Formatted.Percent(lot)} of the record, and a "
                + $"bound needs at most {Formatted.Percent(LargestLot)}");
        }
        // As DiscountedRegret states it: each lot may be learned from too late once.
        return newest!.BoundFor(lot) is { } whole && ratio <= whole
            ? (whole, $"for no day made up more than {Formatted.Percent(lot)} of the record")
            : (null, null);
    }

    private static IEnumerable<(string Name, double Mean)> Named(CandidateStanding standing) =>
    [
        (standing.Name, standing.Loss), ($"{standing.Name}, corrected", standing.CorrectedLoss),
    ];

    // What the memory holds now and has not faded from the last look came since then; returns its share.
    private double Grow(string name, double held, double keep)
    {
        if (double.IsNaN(held)) return 0;
        var before = losses.GetValueOrDefault(name);
        var added = held - before.Held * keep;
        losses[name] = (held, before.Total + added);
        return held > 0 ? added / held : 0;
    }
}
