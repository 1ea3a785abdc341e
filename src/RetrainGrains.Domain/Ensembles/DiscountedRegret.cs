using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Ensembles;

/// <summary>
/// The loss of what was served compared with the recipe of the least loss, over one memory of the track records: mean
/// discounted losses over the same rows.
/// </summary>
public sealed record DiscountedRegret(TimeSpan HalfLife, double Rows, double ServedLoss, string Best, double BestLoss)
{
    /// <summary>The loss that is compared.</summary>
    public LossKind Loss { get; init; }

    /// <summary>
    /// The upper bound of <see cref="Ratio"/> on any stream whose outcomes come evenly: while those that come between
    /// two settings of the weights add little to the record, as <see cref="BoundOf"/> states it in full. Null when no
    /// bound holds, and when the ratio is beyond it, which shows that they did not come so.
    /// </summary>
    public double? Bound { get; init; }

    /// <summary>The power of the loss by which weights fall.</summary>
    public double Power { get; init; }

    /// <summary>
    /// The served loss over the best: 1 is as good as the best recipe in hindsight; a blend can be below.
    /// </summary>
    public double Ratio => BestLoss > 0 ? ServedLoss / BestLoss : ServedLoss > 0 ? double.PositiveInfinity : 1;

    /// <summary>
    /// Computes the bound where what becomes known between two settings of the weights is at most this share of the
    /// record.
    /// </summary>
    public double? BoundFor(double share) => Bound * Math.Pow(1 + share, Power);

    /// <summary>
    /// Computes the regret for each memory, in the policy's order; a memory without rows is left out.
    /// </summary>
    public static ImmutableArray<DiscountedRegret> Of(
        ChallengerPolicy policy, PredictionTask task, ImmutableArray<Candidate> candidates, TrackRecords records)
    {
        var regrets = ImmutableArray.CreateBuilder<DiscountedRegret>();
        for (var memory = 0; memory < records.Memories && memory < policy.HalfLives.Length; memory++)
        {
            var (rows, served) = (records.RowsIn(memory), records.ServedLoss(memory));
            if (BestOf(policy, task, candidates, records, memory) is not { } best || double.IsNaN(served)) continue;
            var regret = new DiscountedRegret(policy.HalfLives[memory], rows, served, best.Name, best.Loss)
            {
                Loss = policy.LossFor(task), Power = policy.Power,
            };
            var bound = BoundOf(policy, task, records.Candidates) * PriorOf(policy, candidates, records, memory, best);
            regrets.Add(regret.Ratio <= bound ? regret with { Bound = bound } : regret);
        }
        return regrets.ToImmutable();
    }

    /// <summary>
    /// Computes the first factor of the regret bound. Weights that fall with the loss to a power p are the gradient of
    /// Φ(a) = (Σ aᵢ^(1−p))^(1/(1−p)) over its sum, for records aᵢ = Lᵢ + prior of N forecasts. Φ is concave, decays
    /// with the records, and is at most the least of them; its gradient sums to at least N^(−1/(p−1)). So for convex
    /// losses, each at most a share ε of the record that it is added to, the blend loses at most N^(1/(p−1)) · (1 +
    /// ε)^p · (L + P · (1 + ln n) · L̄): L the best forecast's discounted loss, n the discounted rows, P the prior's
    /// rows, L̄ the largest mean loss. The bound for one memory also holds for every longer one and for an infinite
    /// one, and so for the mean over memories. The bound assumes that weights are set after every row and that no slot
    /// is dropped for its small weight; null when no bound holds.
    /// </summary>
    public static double? BoundOf(ChallengerPolicy policy, PredictionTask task, int candidates)
    {
        var convex = policy.LossFor(task) is LossKind.Squared or LossKind.LogLoss;
        var forecasts = policy.Corrects(task) ? 2 * candidates : candidates;
        return convex && policy.Combination == Combination.Blend && policy.Power > 1
            ? Math.Pow(forecasts, 1 / (policy.Power - 1))
            : null;
    }

    // The second factor of the bound: what the records that every recipe starts with may cost.
    private static double PriorOf(
        ChallengerPolicy policy, ImmutableArray<Candidate> candidates, TrackRecords records, int memory,
        (string Name, double Loss) best)
    {
        var (rows, largest) = (records.RowsIn(memory), best.Loss);
        for (var i = 0; i < records.Candidates && i < candidates.Length; i++)
        {
            if (candidates[i].Version is not null) largest = Math.Max(largest, records.Loss(memory, i));
        }
        return rows <= 1 || best.Loss <= 0
            ? double.NaN
            : 1 + policy.PriorRows * (1 + Math.Log(rows)) / rows * largest / best.Loss;
    }

    private static (string Name, double Loss)? BestOf(
        ChallengerPolicy policy, PredictionTask task, ImmutableArray<Candidate> candidates, TrackRecords records,
        int memory)
    {
        (string Name, double Loss)? best = null;
        for (var i = 0; i < records.Candidates && i < candidates.Length; i++)
        {
            if (candidates[i].Version is null) continue;
            var name = candidates[i].Recipe.Name;
            Consider(name, records.Loss(memory, i));
            if (policy.Corrects(task)) Consider($"{name}, corrected", records.Loss(memory, i, corrected: true));
        }
        return best;

        void Consider(string name, double loss)
        {
            if (best is not { } known || loss < known.Loss) best = double.IsNaN(loss) ? best : (name, loss);
        }
    }
}
