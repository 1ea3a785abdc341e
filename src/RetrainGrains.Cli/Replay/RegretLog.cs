using RetrainGrains.Fleet.Contracts;

namespace RetrainGrains.Cli.Replay;

/// <summary>
/// The loss of what served beside that of the best recipe of hindsight: of all rows (<paramref name="Total"/>), and at
/// its worst over the longest memory.
/// </summary>
public sealed record RegretReport(string Best, double Total, double Worst, DateTimeOffset WorstAt, double? Bound);

/// <summary>Follows the track records of one model through a replay, a look a day.</summary>
public sealed class RegretLog
{
    private static readonly TimeSpan Step = TimeSpan.FromDays(1);

    private const string Served = "served";

    // What is compared over hardly any rows says nothing: a month is half of the longest memory's default.
    private static readonly TimeSpan Young = TimeSpan.FromDays(28);

    private readonly Dictionary<string, (double Held, double Total)> losses = [];
    private DateTimeOffset? first;
    private DateTimeOffset last;
    private (double Ratio, DateTimeOffset At)? worst;
    private double? bound;

    public bool IsDue(DateTimeOffset now) => now - last >= Step;

    public void Add(ModelView view)
    {
        if (view.NewestOutcome is not { } now || view.Regrets.IsEmpty) return;
        var longest = view.Regrets.MaxBy(regret => regret.HalfLife)!;
        var keep = first is null ? 0 : Math.Pow(0.5, (now - last) / longest.HalfLife);
        Grow(Served, longest.ServedLoss * longest.Rows, keep);
        foreach (var standing in view.Standings)
        {
            Grow(standing.Name, standing.Loss * standing.Rows, keep);
            Grow($"{standing.Name}, corrected", standing.CorrectedLoss * standing.Rows, keep);
        }
        (first, last, bound) = (first ?? now, now, longest.Bound);
        if (now - first >= Young && !(longest.Ratio <= worst?.Ratio)) worst = (longest.Ratio, now);
    }

    public RegretReport? Report()
    {
        if (worst is not { } found || !losses.TryGetValue(Served, out var served)) return null;
        var best = losses.Where(pair => pair.Key != Served).MinBy(pair => pair.Value.Total);
        return new RegretReport(best.Key, served.Total / best.Value.Total, found.Ratio, found.At, bound);
    }

    // What the memory holds now and has not faded from the last look came since then.
    private void Grow(string name, double held, double keep)
    {
        if (double.IsNaN(held)) return;
        var before = losses.GetValueOrDefault(name);
        losses[name] = (held, before.Total + held - before.Held * keep);
    }
}
