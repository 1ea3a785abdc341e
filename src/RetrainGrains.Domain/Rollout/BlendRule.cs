namespace RetrainGrains.Domain.Rollout;

/// <summary>Which weights, or which single recipe, should serve by the track records?</summary>
public static class BlendRule
{
    public static BlendDecision Decide(ModelState state, ImmutableArray<Contestant> contestants, TrackRecords records)
    {
        var policy = state.Policy.Challengers;
        var awake = contestants.Select(contestant => contestant.Version is not null).ToArray();
        var weights = policy.Combination == Combination.Blend
            ? BlendWeights.Of(policy, records, awake, state.Schema.Task)
            : Best(state, contestants, records, awake);
        return new BlendDecision(weights, Explain(contestants, weights));
    }

    /// <summary>The drift correction that belongs to the members' weights.</summary>
    public static double Offset(ModelState state, ImmutableArray<Member> members, TrackRecords records)
    {
        double offset = 0;
        foreach (var member in members)
        {
            var index = IndexOf(state.Contestants, member.Recipe);
            if (index >= 0)
            {
                offset += member.Corrected * records.Correction(index, state.Policy.Challengers.CorrectionRows);
            }
        }
        return offset;
    }

    /// <summary>The place of a recipe among the contestants, or −1.</summary>
    public static int IndexOf(ImmutableArray<Contestant> contestants, Recipe? recipe)
    {
        for (var i = 0; i < contestants.Length; i++)
        {
            if (contestants[i].Recipe == recipe) return i;
        }
        return -1;
    }

    // The longest memory is the steadiest witness; the incumbent goes unless another is better by the asked margin.
    private static BlendWeights Best(
        ModelState state, ImmutableArray<Contestant> contestants, TrackRecords records, bool[] awake)
    {
        var weights = new BlendWeights(new double[awake.Length], new double[awake.Length]);
        var incumbent = IndexOf(contestants, state.Champion?.Lead.Recipe);
        var best = incumbent >= 0 && awake[incumbent] ? incumbent : Array.IndexOf(awake, true);
        if (best < 0) return weights;
        var memory = state.Policy.Challengers.LongestMemory;
        var bar = records.Loss(memory, best) * (best == incumbent ? 1 - state.Policy.Gates.MinimumImprovement : 1);
        for (var i = 0; i < awake.Length; i++)
        {
            if (awake[i] && records.Loss(memory, i) < bar) (best, bar) = (i, records.Loss(memory, i));
        }
        weights.Plain[best] = 1;
        return weights;
    }

    private static string Explain(ImmutableArray<Contestant> contestants, BlendWeights weights) =>
        string.Join(" + ", contestants
        .Select((contestant, i) => (contestant.Recipe.Name, Weight: weights.Plain[i] + weights.Corrected[i]))
        .Where(member => member.Weight > 0)
        .OrderByDescending(member => member.Weight)
        .Select(member => $"{Words.Percent(member.Weight)} {member.Name}"));
}
