namespace RetrainGrains.Learning.Scoring;

/// <summary>The arithmetic of one row's probabilities of several classes.</summary>
public static class ClassProbabilities
{
    /// <summary>The index of the largest; of equals the first.</summary>
    public static int MostProbable(ReadOnlySpan<double> probabilities)
    {
        var best = 0;
        for (var label = 1; label < probabilities.Length; label++)
        {
            best = probabilities[label] > probabilities[best] ? label : best;
        }

        return best;
    }

    /// <summary>Turns scores into probabilities; the largest is taken out first, so that none overflows.</summary>
    internal static void Softmax(Span<double> scores)
    {
        var largest = scores[MostProbable(scores)];
        foreach (ref var score in scores) score = Math.Exp(score - largest);
        ToShares(scores);
    }

    /// <summary>Divides by the sum; what is below zero counts as zero; where nothing is left all are alike.</summary>
    internal static void ToShares(Span<double> votes)
    {
        var sum = 0.0;
        foreach (ref var vote in votes)
        {
            vote = Math.Max(0, vote);
            sum += vote;
        }

        foreach (ref var vote in votes) vote = sum > 0 ? vote / sum : 1.0 / votes.Length;
    }
}
