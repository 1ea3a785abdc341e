namespace RetrainGrains.Domain.Rollout;

/// <summary>Which weights, or which single recipe, should serve by the track records?</summary>
public static class BlendRule
{
    public static BlendDecision Decide(ChallengerPolicy policy, GatePolicy gates, Evidence evidence, Recipe? incumbent)
    {
        var records = evidence.Records.Select(TrackRecord.From).ToArray();
        var awake = evidence.Contestants.Select(contestant => contestant.Version is not null).ToArray();
        var weights = policy.Combination == Combination.Blend
            ? Blend(policy, records, awake)
            : Best(gates, records, awake, IndexOf(evidence, incumbent));
        // The longest memory is the steadiest witness of what a blend is worth.
        var witness = records.MaxBy(record => record.HalfLife);
        return new BlendDecision([.. weights], witness?.LossOf(weights) ?? double.NaN, witness?.ServedMeanLoss ?? double.NaN,
            Explain(evidence, weights));
    }

    private static double[] Blend(ChallengerPolicy policy, TrackRecord[] records, bool[] awake)
    {
        var weights = new double[awake.Length];
        foreach (var record in records)
        {
            var part = BlendWeights.Of(record, awake, policy.Shrinkage);
            for (var i = 0; i < weights.Length; i++) weights[i] += part[i] / records.Length;
        }
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] < policy.MinimumWeight) weights[i] = 0;
        }
        var sum = weights.Sum();
        for (var i = 0; i < weights.Length; i++) weights[i] = sum > 0 ? weights[i] / sum : 0;
        return weights;
    }

    private static double[] Best(GatePolicy gates, TrackRecord[] records, bool[] awake, int incumbent)
    {
        var record = records.MaxBy(r => r.HalfLife)!;
        var best = incumbent >= 0 && awake[incumbent] ? incumbent : Array.IndexOf(awake, true);
        var bar = best < 0 ? double.NaN : record.Loss(best) * (best == incumbent ? 1 - gates.MinimumImprovement : 1);
        for (var i = 0; i < awake.Length; i++)
        {
            if (awake[i] && record.Loss(i) < bar) (best, bar) = (i, record.Loss(i));
        }
        var weights = new double[awake.Length];
        if (best >= 0) weights[best] = 1;
        return weights;
    }

    private static int IndexOf(Evidence evidence, Recipe? recipe)
    {
        for (var i = 0; i < evidence.Contestants.Length; i++)
        {
            if (evidence.Contestants[i].Recipe == recipe) return i;
        }
        return -1;
    }

    private static string Explain(Evidence evidence, double[] weights) => string.Join(" + ", weights
        .Select((weight, i) => (weight, evidence.Contestants[i].Recipe.Name))
        .Where(member => member.weight > 0)
        .OrderByDescending(member => member.weight)
        .Select(member => $"{Words.Percent(member.weight)} {member.Name}"));
}
