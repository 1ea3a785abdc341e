using MathNet.Numerics.Statistics;
using RetrainGrains.Learning.Data;
using RetrainGrains.Statistics.Metrics;

namespace RetrainGrains.Sources;

/// <summary>
/// The part of a target that nobody can know beforehand, and how much of it a column tells; the target of the row
/// before is the measure of what is no secret.
/// </summary>
internal sealed class TargetSecret
{
    // What is left when nearly everything is told: rounding, a small part, few rows that are out of line.
    private const double UntoldMax = 0.03;
    private const double ShareOfPersistence = 0.15;

    private const int RowsMin = 30;
    private const int DistinctMax = 254;

    private readonly PredictionTask task;
    private readonly double[] target;
    private readonly double untoldByLast;

    public TargetSecret(PredictionTask task, double[] target, double[] before)
    {
        (this.task, this.target) = (task, target);
        untoldByLast = Untold(before, isCategorical: task != PredictionTask.Regression);
    }

    /// <summary>Gets false where the target is known by its last value anyway.</summary>
    public bool IsKept => untoldByLast > UntoldMax * ShareOfPersistence;

    /// <summary>Returns true where a column tells nearly all of a target, and far more than its last value.</summary>
    public bool IsToldBy(double[] values, bool isCategorical) =>
        Untold(values, isCategorical) <= Math.Min(UntoldMax, ShareOfPersistence * untoldByLast);

    // The share of the target that is still open: 0 where the values tell it all, 1 where they tell nothing.
    private double Untold(double[] values, bool isCategorical)
    {
        (double Value, double Target)[] known =
            [.. values.Zip(target).Where(pair => !double.IsNaN(pair.First) && !double.IsNaN(pair.Second))];
        if (known.Length < Math.Max(RowsMin, target.Length / 2)) return 1;
        if (known.All(pair => pair.Target == known[0].Target)) return 0;
        if (known.All(pair => pair.Value == known[0].Value)) return 1;
        if (isCategorical || task == PredictionTask.MulticlassClassification) return ByValue(known);
        if (task == PredictionTask.BinaryClassification)
        {
            var area = RocAuc.Of(
                Array.ConvertAll(known, pair => pair.Value), Array.ConvertAll(known, pair => pair.Target > 0.5));
            return 2 * (1 - Math.Max(area, 1 - area));
        }
        var correlation = Correlation.Spearman(known.Select(pair => pair.Value), known.Select(pair => pair.Target));
        return 1 - correlation * correlation;
    }

    // Learned from every second row and asked of the others, so that a name of its own for each row tells nothing.
    private double ByValue((double Value, double Target)[] known)
    {
        var learned = known.Where((_, i) => i % 2 == 0).GroupBy(pair => pair.Value).ToArray();
        if (learned.Length > DistinctMax) return 1;
        var isNumber = task == PredictionTask.Regression;
        double Typical(IEnumerable<double> targets) =>
            isNumber ? targets.Average() : targets.GroupBy(one => one).MaxBy(same => same.Count())!.Key;
        double Loss(double told, double truth) => isNumber ? (told - truth) * (told - truth) : told == truth ? 0 : 1;
        var overall = Typical(known.Select(pair => pair.Target));
        var told = learned.ToDictionary(group => group.Key, group => Typical(group.Select(pair => pair.Target)));
        var asked = known.Where((_, i) => i % 2 == 1).ToArray();
        var left = asked.Sum(pair => Loss(told.GetValueOrDefault(pair.Value, overall), pair.Target));
        var all = asked.Sum(pair => Loss(overall, pair.Target));
        return all == 0 ? 1 : left / all;
    }
}
