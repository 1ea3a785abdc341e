using RetrainGrains.Domain.Candidates;
using RetrainGrains.Domain.Primitives;

namespace RetrainGrains.Domain.Ensembles;

/// <summary>The rule that decides from the track records which weights, or which single recipe, should serve.</summary>
public static class BlendRule
{
    public static BlendDecision Decide(PromotionPolicies policies, Competition competition, TrackRecords records)
    {
        var (policy, candidates) = (policies.Challengers, competition.Candidates);
        var available = candidates.Select(candidate => candidate.Competes).ToArray();
        var weights = policy.Combination == Combination.Blend
            ? BlendWeights.Of(
                policy, records, available, competition.Schema.Task,
                [.. candidates.Select(candidate => candidate.Recipe.IsConstant)])
            : Best(policies, competition, records, available);
        return new BlendDecision(weights, Explain(candidates, weights));
    }

    /// <summary>Computes the drift correction that belongs to the members' weights.</summary>
    public static double Offset(
        ChallengerPolicy policy, ImmutableArray<Candidate> candidates, ImmutableArray<Member> members,
        TrackRecords records)
    {
        double offset = 0;
        foreach (var member in members)
        {
            var index = IndexOf(candidates, member.Recipe);
            if (index >= 0) offset += member.Corrected * records.Correction(index, policy.CorrectionRows);
        }
        return offset;
    }

    /// <summary>Finds the index of a recipe among the candidates, or −1.</summary>
    public static int IndexOf(ImmutableArray<Candidate> candidates, Recipe? recipe)
    {
        for (var i = 0; i < candidates.Length; i++)
        {
            if (candidates[i].Recipe == recipe) return i;
        }
        return -1;
    }

    // The longest memory varies least; the recipe in service stays unless another is better by the required margin.
    private static BlendWeights Best(
        PromotionPolicies policies, Competition competition, TrackRecords records, bool[] available)
    {
        var candidates = competition.Candidates;
        var weights = new BlendWeights(new double[available.Length], new double[available.Length]);
        var incumbent = IndexOf(candidates, competition.Champion?.Lead.Recipe);
        var best = incumbent >= 0 && available[incumbent] ? incumbent : Array.IndexOf(available, true);
        if (best < 0) return weights;
        var memory = policies.Challengers.LongestMemory;
        var bar = records.Loss(memory, best) * (best == incumbent ? 1 - policies.Gates.MinimumImprovement : 1);
        for (var i = 0; i < available.Length; i++)
        {
            if (available[i] && records.Loss(memory, i) < bar) (best, bar) = (i, records.Loss(memory, i));
        }
        weights.Plain[best] = 1;
        return weights;
    }

    private static string Explain(ImmutableArray<Candidate> candidates, BlendWeights weights) =>
        string.Join(" + ", candidates
        .Select((candidate, i) => (candidate.Recipe.Name, Weight: weights.Plain[i] + weights.Corrected[i]))
        .Where(member => member.Weight > 0)
        .OrderByDescending(member => member.Weight)
        .Select(member => $"{Formatted.Percent(member.Weight)} {member.Name}"));
}
