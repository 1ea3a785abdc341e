namespace RetrainGrains.Statistics.Metrics;

/// <summary>The rows of one score: how many are positive and negative, or are expected to be.</summary>
internal readonly record struct ScoreGroup(double Score, double Positives, double Negatives)
{
    /// <summary>Groups rows by score, in the rising order of the scores.</summary>
    public static ScoreGroup[] Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes)
    {
        Pairs.Check(scores, outcomes);
        var shares = new double[outcomes.Length];
        for (var row = 0; row < shares.Length; row++) shares[row] = outcomes[row] ? 1 : 0;
        return Of(scores.ToArray(), shares);
    }

    /// <summary>Sorts both arrays.</summary>
    public static ScoreGroup[] Of(double[] scores, double[] positiveShares)
    {
        Array.Sort(scores, positiveShares);
        var groups = new List<ScoreGroup>();
        for (var row = 0; row < scores.Length;)
        {
            var (score, positives, first) = (scores[row], 0.0, row);
            for (; row < scores.Length && scores[row] == score; row++) positives += positiveShares[row];
            groups.Add(new ScoreGroup(score, positives, row - first - positives));
        }
        return [.. groups];
    }

    public static (double Positives, double Negatives) Totals(ReadOnlySpan<ScoreGroup> groups)
    {
        double positives = 0, negatives = 0;
        foreach (var group in groups)
        {
            positives += group.Positives;
            negatives += group.Negatives;
        }
        return (positives, negatives);
    }
}
