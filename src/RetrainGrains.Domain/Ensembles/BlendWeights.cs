using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Windows;
using RetrainGrains.Learning.Data;

namespace RetrainGrains.Domain.Ensembles;

/// <summary>The share of each candidate in the blend: as it predicts, and with its drift correction.</summary>
public sealed record BlendWeights(double[] Plain, double[] Corrected)
{
    /// <summary>
    /// Computes the inverse-loss weights (Bates and Granger 1969; Stock and Watson 2004), v = (least loss /
    /// loss)^power, the mean over the memories. Losses are shrunk towards the average by
    /// <see cref="ChallengerPolicy.PriorRows"/> rows, so that a young record gives nearly equal weights. What loses
    /// more than a constant has no weight: many recipes that all follow noise would otherwise outvote it.
    /// </summary>
    public static BlendWeights Of(
        ChallengerPolicy policy, TrackRecords records, ReadOnlySpan<bool> awake,
        PredictionTask task = PredictionTask.Regression, ReadOnlySpan<bool> constants = default)
    {
        var count = records.Candidates;
        var weights = new BlendWeights(new double[count], new double[count]);
        var kinds = policy.Corrects(task) ? 2 : 1;
        var part = new double[count * kinds];
        var eligible = Eligible(policy, records, task, awake, constants);
        for (var memory = 0; memory < records.Memories; memory++)
        {
            Fill(policy, records, memory, awake, constants, part, eligible);
            for (var i = 0; i < count; i++)
            {
                weights.Plain[i] += part[i] / records.Memories;
                if (kinds == 2) weights.Corrected[i] += part[count + i] / records.Memories;
            }
        }
        weights.Prune(policy.MinimumWeight);
        return weights;
    }

    // Over the longest memory, which varies least. A constant that is never wrong about a rare class tells nothing of
    // it: beside one that errs on fewer rows than this, recipes are not measured by counts of wrong classes.
    private static bool[] Eligible(
        ChallengerPolicy policy, TrackRecords records, PredictionTask task, ReadOnlySpan<bool> awake,
        ReadOnlySpan<bool> constants)
    {
        const double RareShare = 0.25;
        var (count, memory) = (records.Candidates, policy.LongestMemory);
        var eligible = new bool[2 * count];
        var bar = double.PositiveInfinity;
        for (var i = 0; i < constants.Length && records.RowsIn(memory) >= policy.PriorRows; i++)
        {
            if (constants[i] && awake[i]) bar = Math.Min(bar, records.Loss(memory, i));
        }
        // Before there is a record, a constant has a part only where there is nothing else.
        var isYoung = records.RowsIn(memory) < policy.PriorRows && IsAnyElse(awake, constants);
        var isRare = policy.LossFor(task) == LossKind.ZeroOne && bar < RareShare;
        for (var i = 0; i < eligible.Length; i++)
        {
            var isConstant = i % count < constants.Length && constants[i % count];
            eligible[i] = awake[i % count] && !(isYoung && isConstant) && (isRare || records.RowsIn(memory) <= 0
                || records.Loss(memory, i % count, i >= count) <= bar);
        }
        return eligible;
    }

    private static bool IsAnyElse(ReadOnlySpan<bool> awake, ReadOnlySpan<bool> constants)
    {
        for (var i = 0; i < awake.Length; i++)
        {
            if (awake[i] && !(i < constants.Length && constants[i])) return true;
        }
        return false;
    }

    private static void Fill(
        ChallengerPolicy policy, TrackRecords records, int memory, ReadOnlySpan<bool> awake,
        ReadOnlySpan<bool> constants, double[] part, bool[] eligible)
    {
        var count = records.Candidates;
        var rows = records.RowsIn(memory);
        double sum = 0, members = 0;
        for (var i = 0; i < part.Length; i++)
        {
            if (!awake[i % count]) continue;
            part[i] = rows > 0 ? records.Loss(memory, i % count, i >= count) * rows : 0;
            // A constant that is far from all others says nothing of what they are likely to lose.
            if (i % count < constants.Length && constants[i % count]) continue;
            sum += part[i];
            members++;
        }
        var prior = rows > 0 && members > 0 ? policy.PriorRows * sum / members / rows : 0;
        var least = double.PositiveInfinity;
        for (var i = 0; i < part.Length; i++)
        {
            if (!eligible[i]) continue;
            part[i] += prior;
            least = Math.Min(least, part[i]);
        }
        double total = 0;
        for (var i = 0; i < part.Length; i++)
        {
            part[i] = !eligible[i]
                ? 0
                : least <= 0 ? (part[i] <= 0 ? 1 : 0) : Math.Pow(least / part[i], policy.Power);
            total += part[i];
        }
        for (var i = 0; i < part.Length && total > 0; i++) part[i] /= total;
    }

    // A slot below the minimum costs scoring time and changes nothing; the heaviest stays, since some candidate must
    // serve.
    private void Prune(double minimum)
    {
        double kept = 0, heaviest = 0;
        for (var i = 0; i < Plain.Length; i++) heaviest = Math.Max(heaviest, Plain[i] + Corrected[i]);
        minimum = Math.Min(minimum, heaviest);
        for (var i = 0; i < Plain.Length; i++)
        {
            if (Plain[i] + Corrected[i] < minimum) Plain[i] = Corrected[i] = 0;
            kept += Plain[i] + Corrected[i];
        }
        for (var i = 0; i < Plain.Length && kept > 0; i++)
        {
            Plain[i] /= kept;
            Corrected[i] /= kept;
        }
    }
}
